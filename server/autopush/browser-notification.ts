import type { PushSocketAnswer, WebPushHeaders } from '#protocol'
import type { BrowserChannel, LogEntry } from '../core/store.ts'
import { wrapBody } from '../core/web-push/wrap-body.ts'

/**
 * Converts a notification to the browser's protocol. A browser opens only bodies that are encrypted for it. Any other
 * body is left out, unless the channel has keys to encrypt it for.
 */
export function browserNotification(entry: LogEntry, channel: BrowserChannel): PushSocketAnswer {
  const notification = {
    messageType: 'notification',
    channelID: channel.channelId,
    version: entry.id,
  } as const
  const headers = entry.headers === undefined ? undefined : (JSON.parse(entry.headers) as WebPushHeaders)
  if (channel.keys !== undefined) {
    const data = wrapBody(innerBody(entry, headers), channel.keys).toString('base64url')
    return { ...notification, data, headers: { encoding: 'aes128gcm' } }
  }
  if (headers === undefined || headers.encoding === 'identity' || entry.payload === '') return notification
  return { ...notification, data: entry.payload, headers }
}

/**
 * Returns the group's body unchanged. An `aesgcm` body cannot be decrypted without its headers, so it is returned as
 * JSON together with them.
 */
function innerBody(entry: LogEntry, headers: WebPushHeaders | undefined): Buffer {
  if (headers === undefined) return Buffer.from(entry.payload)
  if (headers.encoding === 'aesgcm') return Buffer.from(JSON.stringify({ ...headers, data: entry.payload }))
  return Buffer.from(entry.payload, 'base64url')
}
