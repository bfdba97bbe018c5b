import { AOI_NAMESPACE, type ServerToClientEvents } from '#protocol'
import type { LogEntry } from '../core/store.ts'
import type { PlainEvent } from './carrier.ts'
import { websocketBinaryFrame, websocketTextFrame } from './websocket-frame.ts'

/** Engine.IO `message` (4), Socket.IO `EVENT` (2) of our namespace: what stands before the JSON of an event. */
const EVENT_PREFIX = `42${AOI_NAMESPACE},`
/** The same with `BINARY_EVENT` (5) and one attachment, which follows as a frame of its own. */
const BINARY_EVENT_PREFIX = `451-${AOI_NAMESPACE},`

/**
 * The event `notification` as bytes of the websocket: one text frame, and for a Web Push body a binary one behind it.
 * Encoded once for all members of the token; payload and headers are JSON text already and are not parsed again.
 */
export function notificationFrame(entry: LogEntry): Buffer {
  const { headers, payload } = entry
  if (headers === undefined) {
    return websocketTextFrame(`${EVENT_PREFIX}${notificationText(entry, `"payload":${payload}`)}`)
  }
  const body = `"data":{"_placeholder":true,"num":0},"headers":${headers}`
  return Buffer.concat([
    websocketTextFrame(`${BINARY_EVENT_PREFIX}${notificationText(entry, body)}`),
    websocketBinaryFrame(Buffer.from(payload, 'base64url')),
  ])
}

function notificationText(entry: LogEntry, body: string): string {
  const sentAt = new Date(entry.acceptedAt).toISOString()
  const expiresAt = new Date(entry.expiresAt).toISOString()
  return (
    `["notification",{"messageType":"notification","clientAppToken":"${entry.clientAppToken}",` +
    `"seq":${entry.seq},"id":"${entry.id}","sentAt":"${sentAt}","expiresAt":"${expiresAt}",${body}}]`
  )
}

/** Any other event as the bytes of one websocket frame. */
export function eventFrame<Name extends PlainEvent>(
  event: Name,
  ...message: Parameters<ServerToClientEvents[Name]>
): Buffer {
  return websocketTextFrame(`${EVENT_PREFIX}${JSON.stringify([event, ...message])}`)
}
