import { makeVapidSender, type TestVapidSender } from '../../server/testing/vapid-sender.ts'
import { makeTokens } from './sending.ts'

/** Senders of Web Push, by what their requests cost the server to check. */
export type PushSenderKind =
  /** Does not say who it is: tokens that are registered for Web Push take it. */
  | 'unbound'
  /** Tokens are bound to its key, and it uses one VAPID token for all it sends, as the libraries advise. */
  | 'bound'
  /** The same with a VAPID token of its own for each request, so that none is remembered. */
  | 'boundAnew'

/** More than are sent while one thing is measured, so that none comes twice. */
const FRESH_TOKENS = 8192

/** What JSON of the other rows has encrypted: by RFC 8291 it grows by 103 bytes. Text, since nobody here looks inside. */
const BODY = 'x'.repeat(236 + 103)

type PushTarget = { url: string; kind: PushSenderKind; tokens: number }

/** The requests to the push resources of so many tokens; each call makes those anew that may not come twice. */
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
  const head = [
    `POST /wp/${token} HTTP/1.1`,
    'Host: 127.0.0.1',
    'TTL: 3600',
    'Content-Encoding: aes128gcm',
    ...more,
    `Content-Length: ${BODY.length}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${BODY}`
}
