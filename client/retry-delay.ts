import { CLIENT_LIMITS } from './limits.ts'

export type RetryDelayInput = {
  /** Counts from 1. */
  attempt: number
  /** Uniform in [0, 1). */
  random: number
  baseMilliseconds: number
  maxMilliseconds: number
  /** What the server asked for: never come back sooner. */
  retryAfterMs?: number | undefined
}

/** Full-jitter exponential back-off: milliseconds, uniform below `min(max, base · 2^(attempt-1))`, after `retryAfterMs`. */
export function retryDelay(input: RetryDelayInput): number {
  const ceiling = Math.min(input.maxMilliseconds, input.baseMilliseconds * 2 ** (input.attempt - 1))
  return (input.retryAfterMs ?? 0) + Math.floor(input.random * ceiling)
}

/** The same for a connection, or a request of the AOI Client's own, that is tried again. */
export function reconnectDelay(input: Pick<RetryDelayInput, 'attempt' | 'random' | 'retryAfterMs'>): number {
  const { backoffMilliseconds: baseMilliseconds, backoffMaxMilliseconds: maxMilliseconds } = CLIENT_LIMITS
  return retryDelay({ baseMilliseconds, maxMilliseconds, ...input })
}
