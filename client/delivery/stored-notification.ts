import { findBase64urlBytes, toBase64url } from '../../protocol/base64url.ts'
import type { ClientNotification, Json, NotificationElements } from '../client-notification.ts'
import type { StoredNotification } from '../journal/journal-record.ts'
import type { TokenState } from '../journal/journal-state.ts'
import type { ReceivedNotification } from '../session/received-notification.ts'

/** A notification of the wire as the journal keeps it. */
export function toStored(message: ReceivedNotification): StoredNotification {
  const { id, seq, sentAt, expiresAt } = message
  const elements = { id, seq, sentAt, expiresAt }
  if ('payloadText' in message) return { ...elements, payloadText: message.payloadText }
  return { ...elements, data: toBase64url(message.data), headers: message.headers }
}

/** A notification of the journal as the handler gets it. */
export function toClientNotification(
  { clientAppToken, applicationName }: Pick<TokenState, 'clientAppToken' | 'applicationName'>,
  stored: StoredNotification,
): ClientNotification {
  const { data, headers, payload, payloadText, ...rest } = stored
  const elements = { clientAppToken, applicationName, ...rest }
  if (data === undefined || headers === undefined) {
    return withPayload(elements, payloadTextOf(stored))
  }
  return { ...elements, data: findBase64urlBytes(data) ?? new Uint8Array(), headers }
}

/** Approximate size of the body on the wire in bytes, without its envelope. */
export function bodyBytes(stored: StoredNotification): number {
  return stored.data?.length ?? payloadTextOf(stored).length
}

/** Parses the payload on the first access to its value, and only once. */
function withPayload(elements: NotificationElements, payloadText: string): ClientNotification {
  let payload: Json | undefined
  return {
    ...elements,
    payloadText,
    get payload() {
      payload ??= JSON.parse(payloadText) as Json
      return payload
    },
  }
}

/** Journals of earlier versions hold the value. */
function payloadTextOf({ payload, payloadText }: StoredNotification): string {
  return payloadText ?? JSON.stringify(payload ?? null)
}
