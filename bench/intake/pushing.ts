import { makeVapidSender, type TestVapidSender } from '../../server/testing/vapid-sender.ts'
import { makeTokens, postRequest } from './sending.ts'

/** Kinds of Web Push senders, which differ in how much the server has to check. */
export type PushSenderKind =
  /** The sender does not identify itself. Tokens that are registered for Web Push accept that. */
  | 'unbound'
  /**
   * The tokens are bound to the sender's key. The sender uses one VAPID token for all requests, as the libraries
   * advise.
   */
  | 'bound'
  /** As `bound`, with a new VAPID token for each request, so that the server finds none in its cache. */
  | 'boundAnew'

/** More than one measurement sends, so that no VAPID token comes twice. */
const FRESH_TOKENS = 8192

/**
 * As long as the encrypted JSON of the other rows: RFC 8291 adds 103 bytes. Plain text is enough, as nothing decrypts
 * it.
 */
const BODY = 'x'.repeat(236 + 103)

type PushTarget = { url: string; kind: PushSenderKind; tokens: number }

/**
 * Registers `tokens` tokens. Returns a function that returns requests to them, with new VAPID tokens for `boundAnew`.
 */
export async function makePushRequests({ url, kind, tokens }: PushTarget): Promise<() => string[]> {
  const sender = makeVapidSender()
  const elements = kind === 'unbound' ? { webPush: true } : { vapidKey: sender.publicKey }
  const made = await makeTokens(url, { count: tokens, elements })
  const once = made.map((token) => requestTo(token, kind === 'unbound' ? [] : [authorization(url, sender)]))
  if (kind !== 'boundAnew') return () => once
  return () =>
    Array.from({ length: FRESH_TOKENS }, (_, index) =>
      requestTo(made[index % made.length] ?? '', [authorization(url, sender)]),
    )
}

function authorization(url: string, sender: TestVapidSender): string {
  const jti = crypto.randomUUID()
  return `Authorization: vapid t=${sender.jwt({ aud: url, jti })}, k=${sender.publicKey}`
}

function requestTo(token: string, more: readonly string[]): string {
  const headers = ['TTL: 3600', 'Content-Encoding: aes128gcm', ...more]
  return postRequest({ path: `/wp/${token}`, headers, body: BODY })
}
