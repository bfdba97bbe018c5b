import { AOI_NAMESPACE, type GapReason, type NotificationGap } from '#protocol'
import type { LogEntry } from '../core/store.ts'
import { websocketTextFrame } from './websocket-frame.ts'

/** Engine.IO `message` (4), Socket.IO `EVENT` (2) of our namespace: what stands before the JSON of an event. */
const EVENT_PREFIX = `42${AOI_NAMESPACE},`

/**
 * The event `notification` as the bytes of one websocket frame. Encoded once for all members of the token; the payload
 * is JSON text already and is not parsed again.
 */
export function notificationFrame(entry: LogEntry): Buffer {
  const sentAt = new Date(entry.acceptedAt).toISOString()
  const expiresAt = new Date(entry.expiresAt).toISOString()
  return websocketTextFrame(
    `${EVENT_PREFIX}["notification",{"messageType":"notification","clientAppToken":"${entry.clientAppToken}",` +
      `"seq":${entry.seq},"id":"${entry.id}","sentAt":"${sentAt}","expiresAt":"${expiresAt}","payload":${entry.payload}}]`,
  )
}

/** The event `notificationGap` as the bytes of one websocket frame. */
export function gapFrame(gap: {
  clientAppToken: string
  fromSeq: number
  toSeq: number
  reason: GapReason
}): Buffer {
  const message: NotificationGap = { messageType: 'notificationGap', ...gap }
  return websocketTextFrame(`${EVENT_PREFIX}${JSON.stringify(['notificationGap', message])}`)
}
