import type { PushKeys } from '#aoi-client'
import { decryptPush } from '#aoi-client'
import { findBase64urlBytes } from '#protocol/base64url.ts'

/** A message of a push service, after the browser has decrypted it (`docs/protocol.md` section 4.5). */
export type PushEnvelope = {
  about: { clientAppToken: string; seq: number; id: string; link: string }
  content:
    | { kind: 'payload'; text: string }
    | { kind: 'body'; body: Uint8Array; headers: Record<string, unknown> }
    /** Too large for the push service: the link has it. */
    | { kind: 'notice' }
}

const LINE_FEED = 10

/** Reads the plaintext of a push. Returns `undefined` if it does not come from an AOI Server. */
export function readPushMessage(plaintext: Uint8Array): PushEnvelope | undefined {
  const end = plaintext.indexOf(LINE_FEED)
  const head = findObject(new TextDecoder().decode(end === -1 ? plaintext : plaintext.subarray(0, end)))
  const about = readAbout(head?.aoi)
  if (head === undefined || about === undefined) return undefined
  if (isObject(head.headers)) {
    const body = end === -1 ? new Uint8Array() : plaintext.subarray(end + 1)
    return { about, content: { kind: 'body', body, headers: head.headers } }
  }
  if (!('payload' in head)) return { about, content: { kind: 'notice' } }
  return { about, content: { kind: 'payload', text: JSON.stringify(head.payload) } }
}

/** Reads the answer of a link, which has the whole notification. */
export function readDelivery(answer: unknown): PushEnvelope['content'] | undefined {
  if (!isObject(answer)) return undefined
  const { payload, data, headers } = answer
  if (typeof data === 'string' && isObject(headers)) {
    return { kind: 'body', body: findBase64urlBytes(data) ?? new Uint8Array(), headers }
  }
  return payload === undefined ? undefined : { kind: 'payload', text: JSON.stringify(payload) }
}

/**
 * Returns the text of a message; null if it has no body, or cannot be decrypted with the group's keys: a repetition
 * would not make it readable.
 */
export async function openContent(
  content: Exclude<PushEnvelope['content'], { kind: 'notice' }>,
  keys: PushKeys | undefined,
): Promise<string | null> {
  if (content.kind === 'payload') return content.text
  const { body, headers } = content
  const { encoding, encryption, crypto_key: cryptoKey } = headers
  if (body.byteLength === 0) return null
  if (encoding === 'identity') return new TextDecoder().decode(body)
  if (keys === undefined || typeof encoding !== 'string') return null
  const message = { encoding, data: body, encryption: textOf(encryption), cryptoKey: textOf(cryptoKey) }
  const plaintext = await decryptPush(keys, message).catch(() => undefined)
  return plaintext === undefined ? null : new TextDecoder().decode(plaintext)
}

function readAbout(aoi: unknown): PushEnvelope['about'] | undefined {
  if (!isObject(aoi)) return undefined
  const { clientAppToken, seq, id, link } = aoi
  if (typeof clientAppToken !== 'string' || typeof id !== 'string') return undefined
  if (typeof seq !== 'number' || typeof link !== 'string') return undefined
  return { clientAppToken, seq, id, link }
}

function findObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined
}
