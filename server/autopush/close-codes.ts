import { CLOSING, type ClosingCode, PUSH_SOCKET_STAY_AWAY } from '#protocol'

/** Websocket close codes of this door. After each of them a browser reconnects, after a longer delay each time. */
export const CLOSE = {
  goingAway: { code: 1001, reason: 'draining' },
  notUnderstood: { code: 1008, reason: 'not understood' },
  tryLater: { code: 1013, reason: 'try again later' },
} as const

/**
 * Returns the close code for the end of a session. After a newer connection or an ended credential, a browser must not
 * reconnect.
 */
export function closeCodeOf(closing: ClosingCode): { code: number; reason: string } {
  const { reason, reconnect } = CLOSING[closing]
  if (!reconnect) return { code: PUSH_SOCKET_STAY_AWAY, reason }
  return closing === 4503 ? CLOSE.goingAway : { code: closing, reason }
}
