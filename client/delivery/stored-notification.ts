import { findBase64urlBytes, toBase64url } from '../../protocol/base64url.ts'
import type { SessionNotification } from '../../protocol/session.ts'
import type { ClientNotification } from '../client-notification.ts'
import type { StoredNotification } from '../journal/journal-record.ts'
import type { TokenState } from '../journal/journal-state.ts'

/** A notification of the wire as the journal keeps it. */
export function toStored(message: SessionNotification): StoredNotification {
  const { id, seq, sentAt, expiresAt } = message
  const elements = { id, seq, sentAt, expiresAt }
  if ('payload' in message) return { ...elements, payload: message.payload }
  return { ...elements, data: toBase64url(message.data), headers: message.headers }
}

/** A notification of the journal as the handler gets it. */
export function toClientNotification(
  { clientAppToken, applicationName }: Pick<TokenState, 'clientAppToken' | 'applicationName'>,
  stored: StoredNotification,
): ClientNotification {
  const { data, headers, payload, ...rest } = stored
  const elements = { clientAppToken, applicationName, ...rest }
  if (data === undefined || headers === undefined) return { ...elements, payload: payload ?? null }
  return { ...elements, data: findBase64urlBytes(data) ?? new Uint8Array(), headers }
}

/** About how many bytes it took on the wire, beside its envelope. */
export function bodyBytes(stored: StoredNotification): number {
  return stored.data?.length ?? JSON.stringify(stored.payload ?? null).length
}
