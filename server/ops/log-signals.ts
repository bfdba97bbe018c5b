import type { Log } from '../core/log.ts'
import { hasTerminal } from './end-signals.ts'

type Serving = { log: Log; toggleDebug: () => string }

/**
 * The signals about the log, from the first moment of the process on. By default SIGUSR1 opens Node's debugger, which
 * runs any code, and SIGHUP ends a server whose supervisor wants it to reload.
 */
export class LogSignals {
  #serving: Serving | undefined

  constructor(isOfTerminal = hasTerminal()) {
    process.on('SIGUSR1', this.#toggleDebug)
    if (!isOfTerminal) process.on('SIGHUP', this.#explain)
  }

  /** From now on signals have an effect. */
  serve(serving: Serving): void {
    this.#serving = serving
  }

  readonly #toggleDebug = (): void => {
    if (this.#serving === undefined) return
    const { log, toggleDebug } = this.#serving
    const lowest = toggleDebug()
    log.warn({ event: 'logLevel', lowest }, `SIGUSR1: the lowest level of the log is now ${lowest}`)
  }

  readonly #explain = (): void => {
    this.#serving?.log.warn(
      { event: 'nothingToReload' },
      'SIGHUP: the server reads its configuration only at start, so restart it to change something',
    )
  }
}
