import { createECDH, createPrivateKey, randomBytes, sign } from 'node:crypto'
import { request } from 'node:http'
import { encrypt } from 'http_ece'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webPush from 'web-push'
import type { PushSubscriptionJson } from '#client'
import type { TestServer } from '../start-test-server.ts'
import { startTestServer } from '../start-test-server.ts'
import { Member, SUBSCRIPTIONS } from './group.ts'
import { REQUEST_SHAPES, type RequestShape } from './request-shapes.ts'

const vapidKeys = webPush.generateVAPIDKeys()
let server: TestServer
let alice: Member
let bob: Member

beforeAll(async () => {
  server = await startTestServer()
  const joining = { serverUrl: server.url, vapidKey: vapidKeys.publicKey }
  alice = await Member.join(joining)
  bob = await Member.join(joining)
})

afterAll(async () => {
  await Promise.all([alice?.switchOff(), bob?.switchOff()])
  await server?.stop()
})

describe.each(REQUEST_SHAPES)('a request of $name', (shape) => {
  it.each(SUBSCRIPTIONS)('reaches the second member ($name)', async ({ name, seeded }) => {
    const subscription = (seeded ? alice : bob).subscriptions.get(name)
    if (subscription === undefined) throw new Error('there is no such subscription')
    const text = `${shape.name} to ${name} ☂`
    const answered = await post(subscription, { shape, text })
    const headers = { ttl: expect.stringMatching(/^\d+$/), location: expect.stringContaining('/wp/') }
    expect(answered).toMatchObject({ status: 201, headers })
    await expect.poll(() => bob.textsOf(name)).toContain(text)
  })
})

describe('a gateway of UnifiedPush that sends bare bodies', () => {
  it('is told that TTL is missing, and keeps its subscription', async () => {
    const subscription = bob.subscriptions.get('unique')
    const body = Buffer.from('{"notification":{"event_id":"$1","counts":{"unread":1}}}')
    const headers = { 'User-Agent': 'Go-http-client/1.1' }
    expect((await postRaw(subscription?.endpoint ?? '', { headers, body })).status).toBe(400)
    const withTtl = await postRaw(subscription?.endpoint ?? '', { headers: { ...headers, TTL: '60' }, body })
    expect(withTtl.status).toBe(201)
    await expect.poll(() => bob.textsOf('unique')).toContain(body.toString())
  })
})

type Answered = { status: number | undefined; headers: object }

function post(
  { endpoint, keys }: PushSubscriptionJson,
  { shape, text }: { shape: RequestShape; text: string },
): Promise<Answered> {
  const sender = createECDH('prime256v1')
  const dh = sender.generateKeys('base64url')
  const salt = randomBytes(16)
  const body = encrypt(Buffer.from(text), {
    version: shape.encoding,
    dh: Buffer.from(keys.p256dh, 'base64url'),
    authSecret: Buffer.from(keys.auth, 'base64url'),
    privateKey: sender,
    salt,
  })
  const { protocol, hostname, origin } = new URL(endpoint)
  const jwt = jwtFor(shape.dropsPort ? `${protocol}//${hostname}` : origin)
  const parts = { jwt, key: vapidKeys.publicKey, salt: salt.toString('base64url'), dh }
  return postRaw(endpoint, { headers: shape.headers(parts), body })
}

/** Sends the request by `node:http`, which leaves names and values as they are written. */
function postRaw(
  endpoint: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: Uint8Array },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const length = { 'Content-Length': body.byteLength }
    const posted = request(endpoint, { method: 'POST', headers: { ...headers, ...length } }, (response) => {
      response.resume()
      resolve({ status: response.statusCode, headers: response.headers })
    })
    posted.on('error', reject)
    posted.end(body)
  })
}

function jwtFor(audience: string): string {
  const claims = {
    aud: audience,
    exp: Math.floor(Date.now() / 1000) + 12 * 3600,
    sub: 'mailto:a@example.com',
  }
  const signed = [{ typ: 'JWT', alg: 'ES256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const point = Buffer.from(vapidKeys.publicKey, 'base64url')
  const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)]
  const jwk = { kty: 'EC', crv: 'P-256', d: vapidKeys.privateKey, x, y }
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
