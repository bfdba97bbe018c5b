import { once } from 'node:events'
import type { CommandFailure } from './command-failure.ts'

/** When and why a command that runs on comes to its end. */
export class Ending {
  readonly #ended = new AbortController()
  #failure: CommandFailure | undefined

  /** The command ends as asked when one of `signals` is aborted. */
  constructor(signals: readonly AbortSignal[]) {
    for (const signal of signals) {
      if (signal.aborted) this.finish()
      else signal.addEventListener('abort', () => this.finish(), { once: true })
    }
  }

  get signal(): AbortSignal {
    return this.#ended.signal
  }

  /** The command has succeeded. Only the first call of `finish` or `fail` counts. */
  finish(): void {
    this.#ended.abort()
  }

  fail(failure: CommandFailure): void {
    if (this.signal.aborted) return
    this.#failure = failure
    this.#ended.abort()
  }

  /** Settles when the end has come; rejects with the failure it came by. */
  async wait(): Promise<void> {
    await aborted(this.signal)
    if (this.#failure !== undefined) throw this.#failure
  }
}

/** Settles when `signal` is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
