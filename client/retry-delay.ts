import { CLIENT_LIMITS } from './limits.ts'

export type RetryDelayInput = {
  /** Counts from 1. */
  attempt: number
  /** Uniform in [0, 1). */
  random: number
  baseMilliseconds: number
  maxMilliseconds: number
  /** The wait that the server asked for: the client never comes back sooner. */
  retryAfterMs?: number | undefined
}

/**
 * Full-jitter exponential back-off in milliseconds: uniform below `min(max, base · 2^(attempt-1))`, plus
 * `retryAfterMs`.
 */
export function retryDelay(input: RetryDelayInput): number {
  const ceiling = Math.min(input.maxMilliseconds, input.baseMilliseconds * 2 ** (input.attempt - 1))
  return (input.retryAfterMs ?? 0) + Math.floor(input.random * ceiling)
}

/** The same with the back-off of a connection, or of the AOI Client's own requests. */
export function reconnectDelay(input: Pick<RetryDelayInput, 'attempt' | 'random' | 'retryAfterMs'>): number {
  const { backoffMilliseconds: baseMilliseconds, backoffMaxMilliseconds: maxMilliseconds } = CLIENT_LIMITS
  return retryDelay({ baseMilliseconds, maxMilliseconds, ...input })
}
