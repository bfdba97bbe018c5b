import { describe, expect, it } from 'vitest'
import { findBase64urlBytes } from '../../protocol/base64url.ts'
import { splitSeed } from '../../protocol/seed.ts'
import type { AoiClient } from '../aoi-client.ts'
import { argon2idNode } from '../argon2id-node.ts'
import { useDevice, useTestServer, waitForState } from '../testing/use-aoi-clients.ts'
import type { AoiPushEvent, AoiPushManager } from './push-api.ts'
import { encryptedFor, VAPID_KEYS } from './testing/push-sender.ts'

const applicationName = 'com.example.news'
const tokenSeed = 'correct horse battery staple'
const applicationServerKey = VAPID_KEYS.publicKey

describe('subscribing', () => {
  it('gives members of one seed the same endpoint and keys, and others their own', async () => {
    const server = await useTestServer()
    const [ada, bob] = [useDevice(server).start(), useDevice(server).start()]
    const shared = await Promise.all([
      ada.pushManager(applicationName).subscribe({ tokenSeed }),
      bob.pushManager(applicationName).subscribe({ tokenSeed }),
    ])
    const own = await Promise.all([
      ada.pushManager('com.example.mail').subscribe(),
      bob.pushManager('com.example.mail').subscribe(),
    ])
    const serialized = [...shared, ...own].map((subscription) => JSON.stringify(subscription))
    expect(serialized[1]).toBe(serialized[0])
    expect(new Set(serialized).size).toBe(3)
    const keys = await splitSeed(argon2idNode, { applicationName, rootSeed: tokenSeed })
    expect(new Uint8Array(shared[0].getKey('p256dh'))).toEqual(keys.p256dh)
    expect(new Uint8Array(shared[0].getKey('auth'))).toEqual(keys.auth)
    const tokens = [...shared, ...own].map(({ token }) => token)
    expect(server.webPushTokens).toEqual(new Set(tokens))
  })

  it('serialises to the form that Web Push libraries expect', async () => {
    const server = await useTestServer()
    const subscription = await useDevice(server)
      .start()
      .pushManager(applicationName)
      .subscribe({ userVisibleOnly: true, applicationServerKey, tokenSeed })
    const { token } = subscription
    expect(token).toMatch(/^g1/)
    expect(JSON.parse(JSON.stringify(subscription))).toEqual({
      endpoint: `${server.url}/wp/${token}`,
      expirationTime: null,
      keys: { p256dh: expect.stringMatching(/^B[\w-]{86}$/), auth: expect.stringMatching(/^[\w-]{22}$/) },
    })
    const { userVisibleOnly, applicationServerKey: key } = subscription.options
    expect(userVisibleOnly).toBe(true)
    expect(new Uint8Array(key ?? [])).toEqual(findBase64urlBytes(applicationServerKey))
  })

  it('gives another sender another token, and accepts the sender’s key in any form', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const bytes = findBase64urlBytes(applicationServerKey) ?? new Uint8Array()
    const padded = new Uint8Array(70)
    padded.set(bytes, 2)
    const forms = [
      applicationServerKey,
      `${applicationServerKey}=`,
      bytes,
      bytes.slice().buffer,
      padded.subarray(2, 67),
    ]
    const tokens = await Promise.all(
      [...forms, null].map((key, index) => {
        const manager = aoiClient.pushManager(applicationName, { instance: `${index}` })
        return manager.subscribe({ tokenSeed, applicationServerKey: key }).then(({ token }) => token)
      }),
    )
    expect(new Set(tokens.slice(0, -1)).size).toBe(1)
    expect(new Set(tokens).size).toBe(2)
  })

  it.each([{ applicationServerKey }, { applicationServerKey, tokenSeed }])(
    'returns the existing subscription to a repeated call, at once and after a restart (%#)',
    async (input) => {
      const device = useDevice(await useTestServer())
      const aoiClient = device.start()
      const manager = aoiClient.pushManager(applicationName)
      expect(await manager.getSubscription()).toBeNull()
      const [one, two] = await Promise.all([manager.subscribe(input), manager.subscribe(input)])
      expect(two).toBe(one)
      expect(aoiClient.pushManager(applicationName)).toBe(manager)
      const serialized = JSON.stringify(one)
      await aoiClient.close()
      const again = device.start().pushManager(applicationName)
      expect(JSON.stringify(await again.getSubscription())).toBe(serialized)
      expect(JSON.stringify(await again.subscribe(input))).toBe(serialized)
    },
  )

  it('refuses options that differ from the existing subscription, and invalid ones', async () => {
    const server = await useTestServer()
    const manager = useDevice(server).start().pushManager(applicationName)
    await expect(manager.subscribe({ applicationServerKey: 'BA' })).rejects.toMatchObject({ code: '400' })
    const short = { applicationServerKey: new Uint8Array(64) }
    await expect(manager.subscribe(short)).rejects.toMatchObject({ code: '400' })
    const subscription = await manager.subscribe({ tokenSeed })
    for (const other of [{}, { tokenSeed: 'another seed of a group' }, { tokenSeed, applicationServerKey }]) {
      await expect(manager.subscribe(other)).rejects.toMatchObject({ code: '400' })
    }
    expect(await subscription.unsubscribe()).toBe(true)
    expect(await subscription.unsubscribe()).toBe(false)
    expect(await manager.getSubscription()).toBeNull()
    expect(server.memberships).toEqual({})
    const other = await manager.subscribe({ applicationServerKey })
    expect(other.token).toMatch(/^u1/)
  })

  it('registers for Web Push a token that was registered without it', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const { token } = await aoiClient.register({ applicationName, tokenSeed })
    expect(server.webPushTokens).toEqual(new Set())
    expect((await aoiClient.pushManager(applicationName).subscribe({ tokenSeed })).token).toBe(token)
    expect(server.webPushTokens).toEqual(new Set([token]))
    expect(server.memberships).toEqual({ [token]: 1 })
  })

  it('stores no seed and logs no key', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    await device.start().pushManager(applicationName).subscribe({ tokenSeed })
    const { root, wireSeed } = await splitSeed(argon2idNode, { applicationName, rootSeed: tokenSeed })
    for (const secret of ['horse', wireSeed, Buffer.from(root).toString('base64url')]) {
      expect(JSON.stringify(device.place.records)).not.toContain(secret)
    }
    expect(JSON.stringify(device.logged)).not.toContain(Buffer.from(root).toString('base64url'))
  })
})

describe('push events', () => {
  it.each(['aes128gcm', 'aesgcm'] as const)(
    'deliver the text of one %s message to every member',
    async (encoding) => {
      const server = await useTestServer()
      const members = [useDevice(server).start(), useDevice(server).start()]
      const subscriptions = await Promise.all(
        members.map((member) => member.pushManager(applicationName).subscribe({ tokenSeed })),
      )
      const texts = members.map((member) => collectTexts(member))
      const sent = first(subscriptions)
      server.send(sent.token, encryptedFor(sent, { text: '{"title":"Grüße ☂"}', encoding }))
      await expect.poll(() => texts).toEqual([['{"title":"Grüße ☂"}'], ['{"title":"Grüße ☂"}']])
      await expect.poll(() => server.ackedSeqs(sent.token)).toEqual([1, 1])
    },
  )

  it('offer the data in every form of the Push API', async () => {
    const server = await useTestServer()
    const manager = useDevice(server).start().pushManager(applicationName)
    const subscription = await manager.subscribe({ tokenSeed })
    const events = collectEvents(manager)
    const id = server.send(subscription.token, encryptedFor(subscription, { text: '{"n":1}' }))
    await expect.poll(() => events.length).toBe(1)
    const { data, notification, attempt, subscription: at } = first(events)
    expect(data?.json()).toEqual({ n: 1 })
    expect(data?.text()).toBe('{"n":1}')
    expect(data?.bytes()).toEqual(new TextEncoder().encode('{"n":1}'))
    expect(new Uint8Array(data?.arrayBuffer() ?? [])).toEqual(data?.bytes())
    expect(await data?.blob().text()).toBe('{"n":1}')
    expect({ id: notification.id, attempt, at }).toEqual({ id, attempt: 1, at: subscription })
    data?.bytes().fill(0)
    expect(data?.text()).toBe('{"n":1}')
  })

  it('deliver unencrypted bodies, empty bodies and JSON, in order', async () => {
    const server = await useTestServer()
    const manager = useDevice(server).start().pushManager(applicationName)
    const { token } = await manager.subscribe()
    const events = collectEvents(manager)
    const headers = { encoding: 'identity' as const }
    server.send(token, { data: new TextEncoder().encode('plain'), headers })
    server.send(token, { data: new Uint8Array(), headers })
    server.send(token, { payload: { from: 'the JSON API' } })
    await expect.poll(() => events.length).toBe(3)
    expect(events.map(({ data }) => data?.text())).toEqual(['plain', undefined, '{"from":"the JSON API"}'])
    expect(events.map(({ data }) => data === null)).toEqual([false, true, false])
  })

  it('wait for a listener, across a restart too, and then reach it', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const before = device.start()
    const subscription = await before.pushManager(applicationName).subscribe({ tokenSeed })
    server.send(subscription.token, encryptedFor(subscription, { text: 'while nobody listened' }))
    await expect.poll(() => server.ackedSeqs(subscription.token)).toEqual([1])
    await before.close()
    const texts = collectTexts(device.start())
    await expect.poll(() => texts).toEqual(['while nobody listened'])
  })

  it('repeat when a listener or its waitUntil promise fails, and skip a removed listener', async () => {
    const server = await useTestServer()
    const manager = useDevice(server).start().pushManager(applicationName)
    const { token } = await manager.subscribe()
    const attempts: number[] = []
    const failing = (event: AoiPushEvent) => {
      attempts.push(event.attempt)
      if (event.attempt === 1) throw new Error('in the listener')
      if (event.attempt === 2) event.waitUntil(Promise.reject(new Error('in what it waits for')))
    }
    manager.addEventListener('push', failing)
    server.send(token, { payload: 'first' })
    await expect.poll(() => attempts).toEqual([1, 2, 3])
    manager.removeEventListener('push', failing)
    server.send(token, { payload: 'second' })
    const events = collectEvents(manager)
    await expect.poll(() => events.map(({ data }) => data?.json())).toEqual(['second'])
    expect(attempts).toEqual([1, 2, 3])
  })

  it('skip a message that cannot be decrypted: it is reported once, and the next one arrives', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const aoiClient = device.start()
    const manager = aoiClient.pushManager(applicationName)
    const subscription = await manager.subscribe({ tokenSeed })
    const other = await aoiClient.pushManager('com.example.mail').subscribe()
    const codes: string[] = []
    manager.addEventListener('messageerror', ({ error }) => codes.push(error.code))
    const texts = collectTexts(aoiClient)
    const { token } = subscription
    server.send(token, encryptedFor(other, { text: 'for somebody else' }))
    server.send(token, { data: new Uint8Array(10) })
    server.send(token, encryptedFor(subscription, { text: 'for us' }))
    await expect.poll(() => texts).toEqual(['for us'])
    expect(codes).toEqual(['notAuthentic', 'malformedHeader'])
    expect(device.logged.filter(({ event }) => event === 'pushNotDecrypted')).toHaveLength(2)
  })

  it('end with the registration, and the end is reported', async () => {
    const server = await useTestServer()
    const manager = useDevice(server).start().pushManager(applicationName)
    const subscription = await manager.subscribe({ tokenSeed })
    const reasons: string[] = []
    manager.addEventListener('pushsubscriptionchange', ({ oldSubscription, reason }) => {
      if (oldSubscription === subscription) reasons.push(reason)
    })
    server.revoke(subscription.token)
    await expect.poll(() => reasons).toEqual(['revoked by the operator'])
    expect(await manager.getSubscription()).toBeNull()
    expect(await subscription.unsubscribe()).toBe(false)
  })
})

describe('rotation to the next seed', () => {
  it('gives every member the same next seed, endpoint and keys, on repeated calls too', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const [ada, bob] = [device.start(), useDevice(server).start()]
    const moved = await Promise.all([ada, bob].map((member) => rotate(member)))
    const serialized = moved.map(({ tokenSeed: seed, subscription }) => [seed, JSON.stringify(subscription)])
    expect(serialized[1]).toEqual(serialized[0])
    const newcomer = await useDevice(server)
      .start()
      .pushManager(applicationName)
      .subscribe({ tokenSeed: first(moved).tokenSeed })
    expect(JSON.stringify(newcomer)).toBe(serialized[0]?.[1])
    await ada.close()
    const again = await rotate(device.start())
    expect([again.tokenSeed, JSON.stringify(again.subscription)]).toEqual(serialized[0])
  })

  it('loses nothing: both subscriptions receive until the old one has no more messages', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const manager = aoiClient.pushManager(applicationName)
    const old = await manager.subscribe({ tokenSeed, applicationServerKey })
    const texts = collectTexts(aoiClient)
    const { subscription: next, retire } = await old.rotate({ tokenSeed })
    expect([old.isRetiring, next.isRetiring]).toEqual([true, false])
    expect(await manager.getSubscription()).toBe(next)
    expect(next.options).toEqual(old.options)
    const retired = retire()
    server.sendSilently(old.token, encryptedFor(old, { text: 'to the old one' }))
    server.send(next.token, encryptedFor(next, { text: 'to the next one' }))
    await expect.poll(() => texts).toEqual(['to the next one'])
    const beat = () => server.beat([old.token, next.token])
    for (let beats = 0; beats < 3; beats += 1) beat()
    // Behind the head for two heartbeats, the client opens a new session to catch up; `repeat` may deliver first.
    server.repeat(old.token, 1)
    await expect.poll(() => texts).toEqual(['to the next one', 'to the old one'])
    expect(server.memberships).toEqual({ [old.token]: 1, [next.token]: 1 })
    await waitForState(aoiClient, 'connected')
    const membershipsAfterABeat = () => {
      beat()
      return server.memberships
    }
    await expect.poll(membershipsAfterABeat).toEqual({ [next.token]: 1 })
    await retired
    expect(await old.unsubscribe()).toBe(false)
  })

  it('refuses a seed that is not the subscription’s, and a subscription without a seed', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const shared = await aoiClient.pushManager(applicationName).subscribe({ tokenSeed })
    const own = await aoiClient.pushManager('com.example.mail').subscribe()
    const refused = { code: '400', message: expect.stringContaining('tokenSeed') }
    await expect(shared.rotate({ tokenSeed: 'another seed of a group' })).rejects.toMatchObject(refused)
    await expect(own.rotate({ tokenSeed })).rejects.toMatchObject(refused)
    expect(Object.keys(server.memberships).sort()).toEqual([shared.token, own.token].sort())
  })
})

async function rotate(member: AoiClient) {
  const old = await member.pushManager(applicationName).subscribe({ tokenSeed })
  return old.rotate({ tokenSeed })
}

function collectEvents(manager: AoiPushManager): AoiPushEvent[] {
  const events: AoiPushEvent[] = []
  manager.addEventListener('push', (event) => events.push(event))
  return events
}

function collectTexts(aoiClient: AoiClient): string[] {
  const texts: string[] = []
  aoiClient
    .pushManager(applicationName)
    .addEventListener('push', ({ data }) => texts.push(data?.text() ?? ''))
  return texts
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('there is none')
  return item
}
