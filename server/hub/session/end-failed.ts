import { type ClosingCode, LIMITS } from '#protocol'

/**
 * Closes a session after an unexpected error. Its AOI Client reconnects after a moment and begins anew from the log.
 */
export function endFailed(session: { close(code: ClosingCode, retryAfterMs: number): void }): void {
  const spread = Math.floor(Math.random() * LIMITS.drainSpreadMilliseconds)
  session.close(4503, LIMITS.drainSpreadMilliseconds + spread)
}
