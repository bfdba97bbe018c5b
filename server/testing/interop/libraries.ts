import { sendPushNotification as sendByMmmike } from '@mmmike/web-push'
import { buildPushHTTPRequest } from '@pushforge/builder'
import PushNotifications from 'node-pushnotifications'
import webPush from 'web-push'
import { deserializeVapidKeys, sendPushNotification as sendByBrowser } from 'web-push-browser'
import { sendNotification as sendByNeo } from 'web-push-neo'
import { buildPushPayload as buildByBlock65v1 } from 'webcrypto-web-push-1'
import { buildPushPayload as buildByBlock65v2 } from 'webcrypto-web-push-2'
import { ApplicationServerKeys, generatePushHTTPRequest, setWebCrypto } from 'webpush-webcrypto'
import type { Sending, Sent, VapidKeys } from './sending.ts'
import { SUBJECT, TTL_SECONDS } from './sending.ts'

type Library = (sending: Sending) => Promise<Sent>

/** The sender libraries of the npm registry, each used as its documentation shows. */
export const LIBRARIES: Readonly<Record<string, Library>> = {
  'web-push': (sending) => sendByWebPush(sending, 'aes128gcm'),
  'web-push (aesgcm)': (sending) => sendByWebPush(sending, 'aesgcm'),
  'web-push-neo': async ({ subscription, vapidKeys, message }) => {
    const vapidDetails = { subject: SUBJECT, ...vapidKeys }
    const options = { vapidDetails, TTL: TTL_SECONDS }
    const { statusCode, headers } = await sendByNeo(subscription, JSON.stringify(message), options)
    return { status: statusCode, headers: Object.fromEntries(headers) }
  },
  '@mmmike/web-push': async ({ subscription, vapidKeys, message }) => {
    const vapid = { ...vapidKeys, subject: SUBJECT }
    await sendByMmmike(subscription, message, vapid, { ttl: TTL_SECONDS })
    return {}
  },
  'web-push-browser': async ({ subscription, vapidKeys, message }) => {
    const keys = await deserializeVapidKeys(await withPkcs8(vapidKeys))
    const options = { algorithm: 'aes128gcm', ttl: TTL_SECONDS } as const
    return sentOf(await sendByBrowser(keys, subscription, SUBJECT.slice(7), JSON.stringify(message), options))
  },
  '@block65/webcrypto-web-push 1': async ({ subscription, vapidKeys, message }) => {
    const vapid = { subject: SUBJECT, ...vapidKeys }
    const options = { ttl: TTL_SECONDS }
    const request = await buildByBlock65v1({ data: message, options }, subscription, vapid)
    const { method, headers } = request
    const body = new Uint8Array(request.body)
    return sentOf(await fetch(subscription.endpoint, { method, headers: definedOf(headers), body }))
  },
  '@block65/webcrypto-web-push 2': async ({ subscription, vapidKeys, message }) => {
    const vapid = { subject: SUBJECT, ...vapidKeys }
    const options = { ttl: TTL_SECONDS }
    return sentOf(
      await fetch(
        subscription.endpoint,
        await buildByBlock65v2({ data: message, options }, subscription, vapid),
      ),
    )
  },
  '@pushforge/builder': async ({ subscription, vapidKeys, message }) => {
    const { endpoint, headers, body } = await buildPushHTTPRequest({
      privateJWK: jwkOf(vapidKeys),
      subscription,
      message: { payload: message, adminContact: SUBJECT, options: { ttl: TTL_SECONDS } },
    })
    return sentOf(await fetch(endpoint, { method: 'POST', headers, body }))
  },
  'webpush-webcrypto': async ({ subscription, vapidKeys, message }) => {
    setWebCrypto(globalThis.crypto)
    const { endpoint, headers, body } = await generatePushHTTPRequest({
      applicationServerKeys: await ApplicationServerKeys.fromJSON(await withPkcs8(vapidKeys)),
      payload: JSON.stringify(message),
      target: subscription,
      adminContact: SUBJECT,
      ttl: TTL_SECONDS,
    })
    return sentOf(await fetch(endpoint, { method: 'POST', headers, body }))
  },
  'node-pushnotifications': async ({ subscription, vapidKeys, message }) => {
    const vapidDetails = { subject: SUBJECT, ...vapidKeys }
    const web = { vapidDetails, TTL: TTL_SECONDS, contentEncoding: 'aes128gcm' }
    const results = await new PushNotifications({ web }).send([subscription], message)
    const failed = results.find(({ failure }) => failure > 0)
    if (failed !== undefined) throw failed.message[0]?.error ?? new Error('not sent')
    return {}
  },
}

async function sendByWebPush(
  { subscription, vapidKeys, message }: Sending,
  contentEncoding: 'aes128gcm' | 'aesgcm',
): Promise<Sent> {
  const vapidDetails = { subject: SUBJECT, ...vapidKeys }
  const options = { vapidDetails, contentEncoding, TTL: TTL_SECONDS }
  const { statusCode, headers } = await webPush.sendNotification(
    subscription,
    JSON.stringify(message),
    options,
  )
  return { status: statusCode, headers }
}

function sentOf(response: Response): Sent {
  return { status: response.status, headers: Object.fromEntries(response.headers) }
}

function definedOf(headers: Record<string, string | undefined>): Record<string, string> {
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(given)
}

function jwkOf({ publicKey, privateKey }: VapidKeys): JsonWebKey {
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  return { kty: 'EC', crv: 'P-256', d: privateKey, x: x ?? '', y: y ?? '' }
}

/** Adds the private key in PKCS #8, the only form that some libraries accept. */
async function withPkcs8(keys: VapidKeys): Promise<VapidKeys> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await crypto.subtle.importKey('jwk', jwkOf(keys), curve, true, ['sign'])
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  return { publicKey: keys.publicKey, privateKey: pkcs8.toString('base64url') }
}
