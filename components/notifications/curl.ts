import type { NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'
import { type LabelOptions, labelsOf } from '#protocol/labels.ts'

type How = {
  ttlSeconds: number
  urgency: string
  /** ISO; only for JSON. */
  deliverAt?: string | undefined
  /** The members whose acks the command waits for; only for JSON. */
  until?: string | undefined
} & LabelOptions

/** Seconds for which the commands wait for acks. */
export const WAIT_SECONDS = 30

type StoredPayload = Exclude<NotificationPayload, { encoding: 'erased' }>
type WebPush = Extract<NotificationPayload, { encoding: 'base64url' }>

/**
 * Writes a command that sends the same notification again, for a POSIX shell with `CLIENT_APP_TOKEN` set. The page
 * knows neither the token nor the sender's credential, so the shell must set that too. It is `AOI_API_KEY`, or for Web
 * Push `AUTHORIZATION`: a complete VAPID header, if the token requires one.
 */
export function curlOf(origin: string, { sent, ...how }: How & { sent: StoredPayload }): string {
  return sent.encoding === 'json' ? jsonCurl(origin, { ...how, sent }) : webPushCurl(origin, { ...how, sent })
}

function jsonCurl(
  origin: string,
  { sent, ttlSeconds, urgency, deliverAt, until, ...rest }: How & { sent: { payload: string } },
): string {
  const others = JSON.stringify({ ttl: ttlSeconds, urgency, deliverAt, ...labelsOf(rest) })
  const query = until === undefined ? '' : `?until=${until}`
  const body = `{"messageType":"notificationReq","payload":${sent.payload},${others.slice(1, -1)},"clientAppToken":"`
  return [
    `curl ${quote(`${origin}/api/v1/notifications${query}`)}`,
    '-H "Authorization: Bearer $AOI_API_KEY"',
    "-H 'content-type: application/json'",
    ...(until === undefined ? [] : [`-H 'Prefer: wait=${WAIT_SECONDS}'`]),
    `--data-raw ${quote(body)}"$CLIENT_APP_TOKEN"${quote('"}')}`,
  ].join(' ')
}

/** The body contains bytes that no command line can carry, so the command decodes it from base64. */
function webPushCurl(origin: string, { sent, ttlSeconds, urgency, topic }: How & { sent: WebPush }): string {
  const headers = Object.entries({
    TTL: String(ttlSeconds),
    Urgency: urgency,
    Topic: topic,
    'Content-Encoding': sent.contentEncoding === 'identity' ? undefined : sent.contentEncoding,
    Encryption: sent.encryption,
    'Crypto-Key': sent.cryptoKey,
    'Content-Type': 'application/octet-stream',
  }).flatMap(([name, value]) => (value === undefined ? [] : [`-H ${quote(`${name}: ${value}`)}`]))
  return [
    `printf %s ${quote(toBase64(sent.payload))} | base64 -d |`,
    `curl ${quote(`${origin}/wp/`)}"$CLIENT_APP_TOKEN"`,
    ...headers,
    '-H "$AUTHORIZATION"',
    '--data-binary @-',
  ].join(' ')
}

/** Converts to the standard alphabet with padding, which every `base64` accepts. */
function toBase64(base64url: string): string {
  const text = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** Quotes any text as one word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
