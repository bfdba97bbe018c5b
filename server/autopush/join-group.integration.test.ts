import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { decryptPush, type GroupMembership, joinGroup, makePushKeys, openGroupMessage } from '#aoi-client'
import { LIMITS } from '#protocol'
import { type Answered, call } from '#server/testing/api-caller.ts'
import { type MessageOf, RawBrowser } from '#server/testing/raw-browser.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const group = { applicationName: 'com.example.group', tokenSeed: 'the root seed of a group' }
const browserKeys = makePushKeys()
const keys = { p256dh: toText(browserKeys.publicKey), auth: toText(browserKeys.auth) }
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('a page of a browser', () => {
  it('lets its browser join a group, whose messages then arrive by the browser’s own subscription', async () => {
    const { browser, channelID, subscription, membership } = await join()
    expect(await server.countMembers(membership.token)).toBe(1)
    for (const contentEncoding of ['aes128gcm', 'aesgcm'] as const) {
      expect(await send(membership, `by ${contentEncoding}`, { contentEncoding })).toBe(201)
      const notification = await browser.next('notification')
      expect(notification).toMatchObject({ channelID, headers: { encoding: 'aes128gcm' } })
      expect(await opened(membership, notification)).toBe(`by ${contentEncoding}`)
      browser.ack(notification)
    }
    const key = await server.createKey(group.applicationName)
    await server.send({ key, clientAppToken: membership.token, payload: { text: 'in clear' } })
    expect(JSON.parse(await opened(membership, await browser.next('notification')))).toEqual({
      text: 'in clear',
    })
    expect(subscription.endpoint).not.toContain(membership.token)
  })

  it('joins again as the same member, through the subscription that joined last', async () => {
    const first = await join()
    const again = await joinBy(first)
    expect(again.token).toBe(first.membership.token)
    const before = await server.countMembers(again.token)
    const channelID = crypto.randomUUID()
    const next = await subscribe(first.browser, channelID)
    await joinBy(next)
    expect(await server.countMembers(again.token)).toBe(before)
    await send(again, 'once')
    expect((await first.browser.next('notification')).channelID).toBe(channelID)
    await first.browser.settled()
    expect(first.browser.received).toEqual([])
  })

  it('leaves the group together with its subscription', async () => {
    const { browser, channelID, membership } = await join()
    const before = await server.countMembers(membership.token)
    browser.send({ messageType: 'unregister', channelID })
    await browser.next('unregister')
    expect(await server.countMembers(membership.token)).toBe(before - 1)
  })

  it('is told that its browser uses another push service', async () => {
    const { applicationServerKeys } = await join()
    const subscription = { endpoint: `https://push.example.com/wp/u1${'A'.repeat(43)}`, keys }
    await expect(
      joinGroup({ serverUrl: server.url, subscription, applicationServerKeys, ...group }),
    ).rejects.toMatchObject({ code: '400', message: expect.stringContaining('push.example.com') })
  })
})

describe('a stranger', () => {
  it('cannot let a browser join by its endpoint and the group’s token, without both keys', async () => {
    const { subscription, membership, nonceOf } = await join()
    const members = await server.countMembers(membership.token)
    const others = await makeKeys()
    await expect(
      joinGroup({ serverUrl: server.url, subscription, applicationServerKeys: others, ...group }),
    ).rejects.toMatchObject({ code: '401' })
    for (const pushToken of [membership.token, `u1${'A'.repeat(43)}`]) {
      expect((await ask(`/wp/${pushToken}/nonces`, { messageType: 'tokenProofNonceReq' })).status).toBe(401)
    }
    const tokenProof = {
      ...{ origin: server.url, nonce: await nonceOf(), pkReg: keys.p256dh },
      signature: toText(new Uint8Array(64).fill(1)),
    }
    const answered = await ask(
      `${new URL(subscription.endpoint).pathname}/groups`,
      joinRequest({ tokenProof }),
      await authorize(subscription, others),
    )
    expect(answered.status).toBe(401)
    expect(await server.countMembers(membership.token)).toBe(members)
  })

  it('cannot let it join with a proof for another subscription, or with a used proof', async () => {
    const one = await join()
    const other = await subscribe(one.browser, crypto.randomUUID())
    const seen: { path: string; body: unknown; authorization: string }[] = []
    const fetched = globalThis.fetch
    // Records everything that an eavesdropper on the page's requests would see.
    globalThis.fetch = async (...input) => {
      const [url, init] = input
      const authorization = new Headers(init?.headers).get('authorization') ?? ''
      seen.push({ path: new URL(String(url)).pathname, body: JSON.parse(String(init?.body)), authorization })
      return fetched(...input)
    }
    await joinBy(one).finally(() => {
      globalThis.fetch = fetched
    })
    const proved = seen.find(({ path }) => path.endsWith('/groups'))
    if (proved === undefined) throw new Error('nothing was proved')
    expect(JSON.stringify(seen)).not.toContain(group.tokenSeed)
    expect((await ask(proved.path, proved.body, proved.authorization)).status).toBe(400)
    const elsewhere = `${new URL(other.subscription.endpoint).pathname}/groups`
    expect(
      (await ask(elsewhere, proved.body, await authorize(other.subscription, other.applicationServerKeys)))
        .status,
    ).toBe(400)
  })

  it('cannot join by a subscription without an applicationServerKey, or with invalid keys', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const { token } = await browser.register()
    const answered = await ask(`/wp/${token}/nonces`, { messageType: 'tokenProofNonceReq' })
    expect(answered).toMatchObject({ status: 401, body: { messageType: 'tokenProofNonceRes' } })
    const { subscription, applicationServerKeys } = await join()
    const offCurve = { ...subscription, keys: { ...keys, p256dh: `B${'A'.repeat(86)}` } }
    await expect(
      joinGroup({ serverUrl: server.url, subscription: offCurve, applicationServerKeys, ...group }),
    ).rejects.toMatchObject({ code: '400', message: expect.stringContaining('p256dh') })
  })

  // Runs last, because the server then refuses this address.
  it('cannot try without limit', async () => {
    const path = `/wp/u1${'A'.repeat(43)}/nonces`
    const statuses: number[] = []
    while (statuses.at(-1) !== 503 && statuses.length <= LIMITS.failedSignInsPerAddressPerMinute) {
      statuses.push((await ask(path, { messageType: 'tokenProofNonceReq' })).status)
    }
    expect(new Set(statuses)).toEqual(new Set([401, 503]))
    expect(statuses.at(-1)).toBe(503)
  })
})

type Site = Awaited<ReturnType<typeof subscribe>>

/** Subscribes a page through its browser, with keys that the page made. */
async function subscribe(browser: RawBrowser, channelID: string) {
  const applicationServerKeys = await makeKeys()
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', applicationServerKeys.publicKey))
  const { pushEndpoint, status } = await browser.register({ channelID, key: toText(point) })
  expect(status).toBe(200)
  const subscription = { endpoint: pushEndpoint, keys }
  const nonceOf = async () => {
    const path = `${new URL(pushEndpoint).pathname}/nonces`
    const authorization = await authorize(subscription, applicationServerKeys)
    return String((await ask(path, { messageType: 'tokenProofNonceReq' }, authorization)).body.nonce)
  }
  return { browser, channelID, subscription, applicationServerKeys, nonceOf }
}

async function join() {
  const { browser } = await RawBrowser.greet(server.url)
  const site = await subscribe(browser, crypto.randomUUID())
  return { ...site, membership: await joinBy(site) }
}

function joinBy({ subscription, applicationServerKeys }: Site): Promise<GroupMembership> {
  return joinGroup({ serverUrl: server.url, subscription, applicationServerKeys, ...group })
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
}

/** Makes a VAPID header as a sender's library does. */
async function authorize(subscription: Site['subscription'], pair: CryptoKeyPair): Promise<string> {
  const { d = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const publicKey = toText(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const vapidDetails = { subject: 'mailto:page@example.com', publicKey, privateKey: d }
  const { headers } = webpush.generateRequestDetails({ ...subscription, keys }, '', { vapidDetails })
  return String(headers.Authorization)
}

async function send(
  { endpoint, keys: groupKeys }: GroupMembership,
  text: string,
  options: { contentEncoding?: 'aes128gcm' | 'aesgcm' } = {},
): Promise<number> {
  const subscription = {
    endpoint,
    keys: { p256dh: toText(groupKeys.publicKey), auth: toText(groupKeys.auth) },
  }
  const vapidDetails = { subject: 'mailto:push@example.com', ...webpush.generateVAPIDKeys() }
  const details = webpush.generateRequestDetails(subscription, text, { TTL: 60, vapidDetails, ...options })
  const headers = Object.entries(details.headers)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]): [string, string] => [name, String(value)])
  return (await fetch(endpoint, { method: 'POST', headers, body: new Uint8Array(details.body ?? []) })).status
}

/** Opens a notification as the page's worker does. */
async function opened(membership: GroupMembership, notification: MessageOf<'notification'>): Promise<string> {
  const data = new Uint8Array(Buffer.from(notification.data ?? '', 'base64url'))
  const body = await decryptPush(browserKeys, { encoding: 'aes128gcm', data })
  return (await openGroupMessage(membership.keys, body)).text()
}

function joinRequest(elements: object) {
  return {
    messageType: 'clientAppRegistrationReq',
    ApplicationName: group.applicationName,
    keys,
    ...elements,
  }
}

function ask(path: string, body: unknown, authorization = ''): Promise<Answered> {
  return call(server.url, { path, body, headers: authorization === '' ? {} : { authorization } })
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
