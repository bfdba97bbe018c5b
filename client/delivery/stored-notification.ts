import { findBase64urlBytes, toBase64url } from '../../protocol/base64url.ts'
import type { ClientNotification, Json, NotificationElements } from '../client-notification.ts'
import { KEPT_ELEMENTS, type KeptElements, type StoredNotification } from '../journal/journal-record.ts'
import type { TokenState } from '../journal/journal-state.ts'
import type { ReceivedNotification } from '../session/received-notification.ts'

/** Returns the elements that the journal keeps and the handler gets, in the order of the journal. */
export function keptElementsOf(from: KeptElements): KeptElements {
  const kept: { [Name in keyof KeptElements]?: unknown } = {}
  for (const name of KEPT_ELEMENTS) if (from[name] !== undefined) kept[name] = from[name]
  return kept as KeptElements
}

/** A notification of the wire as the journal keeps it. */
export function toStored(message: ReceivedNotification): StoredNotification {
  const elements = keptElementsOf(message)
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
