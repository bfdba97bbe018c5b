import { format } from 'node:util'
import type { Log } from '../core/log.ts'

const LEVELS = { debug: 'info', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const

/**
 * Redirects the console output of libraries and Node's warnings to the log, so that every line on standard error is
 * JSON. Only for a process that is a server and nothing else.
 */
export function takeConsole(log: Log): void {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, 'info' | 'warn' | 'error'][])
    console[method] = (...written: unknown[]) => {
      const err = written.find((each) => each instanceof Error)
      log[level]({ event: 'console', ...(err && { err }) }, format(...written))
    }
  process.removeAllListeners('warning')
  process.on('warning', (err) => log.warn({ event: 'nodeWarning', err }, err.message))
}
