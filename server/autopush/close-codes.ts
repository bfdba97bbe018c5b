import { CLOSING, type ClosingCode, PUSH_SOCKET_STAY_AWAY } from '#protocol'

/** Websocket close codes of this door; a browser comes back after each but `stayAway`, later each time. */
export const CLOSE = {
  goingAway: { code: 1001, reason: 'draining' },
  notUnderstood: { code: 1008, reason: 'not understood' },
  tryLater: { code: 1013, reason: 'try again later' },
} as const

/** A session's end in codes that browsers know. A newer connection, or an ended credential, is no reason to come back. */
export function closeCodeOf(closing: ClosingCode): { code: number; reason: string } {
  const { reason, reconnect } = CLOSING[closing]
  if (!reconnect) return { code: PUSH_SOCKET_STAY_AWAY, reason }
  return closing === 4503 ? CLOSE.goingAway : { code: closing, reason }
}
