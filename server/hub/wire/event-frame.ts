import { AOI_NAMESPACE, DELIVERED_ELEMENTS, type ServerToClientEvents } from '#protocol'
import type { LogEntry } from '#server/core/store.ts'
import { websocketBinaryFrame, websocketTextFrame } from './websocket-frame.ts'

/** The events of a session that carry no binary data: all except `notification`. */
export type PlainEvent = Exclude<keyof ServerToClientEvents, 'notification'>

/** The prefix of an event before its JSON: Engine.IO `message` (4) and Socket.IO `EVENT` (2) of our namespace. */
const EVENT_PREFIX = `42${AOI_NAMESPACE},`
/** The same with `BINARY_EVENT` (5) and one attachment, which follows as a frame of its own. */
const BINARY_EVENT_PREFIX = `451-${AOI_NAMESPACE},`

/**
 * Encodes the event `notification` for the websocket: one text frame, followed by a binary frame for a Web Push body.
 * It is encoded once for all members of the token. Payload and headers are already JSON text and are not parsed again.
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
    `"seq":${entry.seq},"id":"${entry.id}","sentAt":"${sentAt}","expiresAt":"${expiresAt}",${deliveredText(entry)}${body}}]`
  )
}

function deliveredText(entry: LogEntry): string {
  let text = ''
  for (const name of DELIVERED_ELEMENTS) {
    const value = entry[name]
    if (value !== undefined) text += `"${name}":${JSON.stringify(value)},`
  }
  return text
}

/** Encodes any other event as one websocket frame. */
export function eventFrame<Name extends PlainEvent>(
  event: Name,
  ...message: Parameters<ServerToClientEvents[Name]>
): Buffer {
  return websocketTextFrame(`${EVENT_PREFIX}${JSON.stringify([event, ...message])}`)
}
