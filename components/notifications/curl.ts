import type { NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'

type How = { ttlSeconds: number; urgency: string; topic?: string | undefined }
type Sent = Exclude<NotificationPayload, { encoding: 'erased' }>
type WebPush = Extract<NotificationPayload, { encoding: 'base64url' }>

/**
 * The command that sends the same again, for a POSIX shell with `CLIENT_APP_TOKEN` set: the token is not known here, and
 * neither is who may send. That is `AOI_API_KEY`; for Web Push `AUTHORIZATION`, a whole header of VAPID, where one is needed.
 */
export function curlOf(origin: string, { sent, ...how }: How & { sent: Sent }): string {
  return sent.encoding === 'json' ? jsonCurl(origin, { ...how, sent }) : webPushCurl(origin, { ...how, sent })
}

function jsonCurl(
  origin: string,
  { sent, ttlSeconds, urgency, topic }: How & { sent: { payload: string } },
): string {
  const rest = JSON.stringify({ ttl: ttlSeconds, urgency, ...(topic === undefined ? {} : { topic }) })
  const body = `{"messageType":"notificationReq","payload":${sent.payload},${rest.slice(1, -1)},"clientAppToken":"`
  return [
    `curl ${quote(`${origin}/api/v1/notifications`)}`,
    '-H "Authorization: Bearer $AOI_API_KEY"',
    "-H 'content-type: application/json'",
    `--data-raw ${quote(body)}"$CLIENT_APP_TOKEN"${quote('"}')}`,
  ].join(' ')
}

/** The body is bytes that no command line takes, so it goes through base64. */
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

/** As every `base64` takes it: with the other alphabet, and padded. */
function toBase64(base64url: string): string {
  const text = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** One word of a POSIX shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
