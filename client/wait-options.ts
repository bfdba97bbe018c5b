/** Bounds the wait for a promise. */
export type WaitOptions = {
  signal?: AbortSignal | undefined
  /** Rejects with `timeout` after this many milliseconds; without it, waits for as long as it takes. */
  timeoutMs?: number | undefined
}
