/** Signals that ask the process to end. A terminal that hangs up sends the last one. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** Whether a terminal started this process. Without one, SIGHUP comes from a person who wants a reload. */
export function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY === true)
}

type Source = { on: (name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void) => unknown }

/**
 * The signals that ask this process to end, from the moment that it is made. A process 1, as in a container, has no
 * default action for them: a signal during the start would be lost.
 */
export class EndSignals {
  #first: NodeJS.Signals | undefined
  #end: ((signal: NodeJS.Signals) => void) | undefined

  /** `source` is the process, except in tests. */
  constructor(source: Source = process, isOfTerminal = hasTerminal()) {
    for (const name of SIGNALS) if (name !== 'SIGHUP' || isOfTerminal) source.on(name, () => this.#take(name))
  }

  /** True once a signal has come. */
  get isEnding(): boolean {
    return this.#first !== undefined
  }

  /** Calls `end` once, with the first signal: now if it has come already. */
  onFirst(end: (signal: NodeJS.Signals) => void): void {
    this.#end = end
    if (this.#first !== undefined) end(this.#first)
  }

  #take(name: NodeJS.Signals): void {
    if (this.#first !== undefined) return
    this.#first = name
    this.#end?.(name)
  }
}
