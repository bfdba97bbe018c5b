import { format } from 'node:util'
import type { Log } from '../core/log.ts'

const METHODS = ['debug', 'log', 'info', 'warn', 'error'] as const

/**
 * Redirects the console output of libraries and Node's warnings to the log, so that every line on standard error is
 * JSON. Only for a process that is a server and nothing else.
 */
export function takeConsole(log: Log): void {
  for (const method of METHODS)
    console[method] = (...written: unknown[]) => {
      const err = written.find((each) => each instanceof Error)
      const fields = err === undefined ? {} : { err }
      const message = format(...written)
      // An error of a library is no error of the server: those have `unexpectedError`.
      if (method === 'warn' || method === 'error') log.warn({ event: 'consoleWarning', ...fields }, message)
      else log.info({ event: 'console', ...fields }, message)
    }
  process.removeAllListeners('warning')
  process.on('warning', (err) => log.warn({ event: 'nodeWarning', err }, err.message))
}
