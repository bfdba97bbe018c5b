/** The AOI Client's time; milliseconds. */
export interface ClientClock {
  /** Unix time in milliseconds. */
  now(): number
  /** Calls `run` once after `milliseconds`. Returns a function that cancels the call. */
  after(milliseconds: number, run: () => void): () => void
}

export const systemClock: ClientClock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}
