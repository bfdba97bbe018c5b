import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { createAoiClient as createBrowserAoiClient } from './browser.ts'
import type { ClientState } from './client-state.ts'
import { createAoiClient } from './create-aoi-client.ts'
import type { ClientStorage } from './storage/client-storage.ts'
import { memoryStorage } from './storage/memory-storage.ts'
import { collect, useDevice, useTestServer, waitForState } from './testing/use-aoi-clients.ts'

const applicationName = 'com.example.news'

describe('an AOI Client', () => {
  it('registers itself once, and keeps its credential across restarts', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    for (let run = 0; run < 3; run += 1) {
      const aoiClient = device.start()
      await waitForState(aoiClient, 'connected')
      await aoiClient.close()
    }
    expect(server.requests).toEqual(['POST /api/v1/aoi-clients'])
    expect(new Set(server.handshakes.map(({ aoiClientId }) => aoiClientId)).size).toBe(1)
  })

  it('sends its minimum urgency only if one is set', async () => {
    const server = await useTestServer()
    await waitForState(useDevice(server).start({ minimumUrgency: 'high' }), 'connected')
    await waitForState(useDevice(server).start(), 'connected')
    expect(server.handshakes.map(({ minimumUrgency }) => minimumUrgency)).toEqual(['high', undefined])
  })

  it('reports each change of its state, with the reason', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    expect(aoiClient.state).toEqual({ name: 'idle', reason: 'notStarted' })
    const states: ClientState[] = []
    aoiClient.onState((state) => states.push(state))
    await waitForState(aoiClient, 'connected')
    server.cut()
    await waitForState(aoiClient, 'reconnecting')
    await waitForState(aoiClient, 'connected')
    await aoiClient.close()
    expect(states).toMatchObject([
      { name: 'connecting', reason: 'started' },
      { name: 'connected', reason: 'sessionOpened' },
      { name: 'reconnecting', reason: 'connectionLost', attempt: 1 },
      { name: 'connected', reason: 'sessionOpened' },
      { name: 'closed', reason: 'closedByApplication' },
    ])
  })

  it('keeps retrying while the server is unreachable, and reports the reason', async () => {
    const server = await useTestServer()
    await server.stop()
    const aoiClient = useDevice(server).start()
    expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({
      reason: 'unreachable',
      desc: expect.stringContaining('ECONNREFUSED'),
    })
    await expect.poll(() => aoiClient.state).toMatchObject({ attempt: 3 })
  })

  it.each([
    [4408, 'tooSlow'],
    [4429, 'tooManyMessages'],
    [4503, 'draining'],
  ] as const)('reconnects after %i', async (code, reason) => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    await waitForState(aoiClient, 'connected')
    server.closeSessions({ code, reason: 'see you', reconnect: true, retryAfterMs: 1 })
    expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({ reason, desc: 'see you' })
    await waitForState(aoiClient, 'connected')
    expect(server.handshakes).toHaveLength(2)
  })

  it.each([
    [4401, 'credentialRevoked', '401'],
    [4409, 'connectedElsewhere', 'closed'],
  ] as const)('does not reconnect after %i', async (code, reason, errorCode) => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    await waitForState(aoiClient, 'connected')
    server.closeSessions({ code, reason: 'farewell', reconnect: false })
    expect(await waitForState(aoiClient, 'closed')).toEqual({ name: 'closed', reason, desc: 'farewell' })
    await expect(aoiClient.register({ applicationName })).rejects.toMatchObject({
      code: errorCode,
      message: 'the AOI Client is closed: farewell',
    })
  })

  it('waits as long as the server requests', async () => {
    const server = await useTestServer()
    const asked: number[] = []
    const clock = {
      now: () => 0,
      after: (milliseconds: number, run: () => void) => {
        asked.push(milliseconds)
        const timer = setTimeout(run, Math.min(milliseconds, 5))
        // Only the long wait before the reconnect fires, after 5 ms; shorter timers, such as answer timeouts, never
        // fire.
        if (milliseconds < 60_000) clearTimeout(timer)
        return () => clearTimeout(timer)
      },
    }
    const aoiClient = useDevice(server).start({ clock })
    await waitForState(aoiClient, 'connected')
    server.closeSessions({ code: 4503, reason: 'draining', reconnect: true, retryAfterMs: 90_000 })
    await waitForState(aoiClient, 'reconnecting')
    await waitForState(aoiClient, 'connected')
    expect(asked.filter((milliseconds) => milliseconds >= 60_000)).toEqual([90_010])
  })

  it('stops when its credential is no longer valid', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    await waitForState(aoiClient, 'connected')
    server.script.refuseHandshake = () => ({ code: '401', desc: 'Unauthorized' })
    server.cut()
    expect(await waitForState(aoiClient, 'closed')).toMatchObject({
      reason: 'credentialRevoked',
      desc: 'Unauthorized',
    })
  })

  it('keeps its state when its AOI Server moves to another address', async () => {
    const [before, after] = [await useTestServer(), await useTestServer()]
    const device = useDevice(before)
    const first = device.start()
    const { token } = await first.register({ applicationName, tokenSeed: 'a seed of sixteen bytes' })
    await first.close()
    after.takeOver(before)
    const second = device.start({ serverUrl: after.url })
    await waitForState(second, 'connected')
    expect(after.requests).toEqual(['GET /api/ready'])
    expect(after.handshakes.map(({ aoiClientId }) => aoiClientId)).toEqual([
      before.handshakes[0]?.aoiClientId,
    ])
    const [moved] = await second.listRegistrations()
    expect(moved).toMatchObject({ token, aoiServerUrl: after.url })
    expect(moved?.webPushEndpoint).toBe(`${after.url}/wp/${token}`)
    const payloads = moved === undefined ? [] : collect(moved)
    after.send(token, { payload: 'after the move' })
    await expect.poll(() => payloads).toEqual(['after the move'])
    await second.close()
    // It belongs to the new address from now on.
    await waitForState(device.start({ serverUrl: after.url }), 'connected')
    expect(after.requests).toEqual(['GET /api/ready'])
  })

  it.each([
    ['another identity', 'as_anotheranotheranother1', /is another AOI Server \(as_anotheranotheranother1\)/],
    ['no identity', undefined, /does not state its identity/],
  ])(
    'refuses the state of another server with %s, and sends that server no credential',
    async (_, serverId, why) => {
      const [one, two] = [await useTestServer(), await useTestServer()]
      const device = useDevice(one)
      const first = device.start()
      await waitForState(first, 'connected')
      await first.close()
      two.serverId = serverId
      const second = device.start({ serverUrl: two.url })
      const closed = await waitForState(second, 'closed')
      expect(closed).toMatchObject({ reason: 'storageFailed', desc: expect.stringMatching(why) })
      expect(closed).toMatchObject({ desc: expect.stringContaining(`AOI Server ${one.url}`) })
      expect(closed).toMatchObject({ desc: expect.stringContaining(`use a separate state for ${two.url}`) })
      expect(two.handshakes).toEqual([])
    },
  )

  it('refuses a state without a server identity at another address', async () => {
    const [one, two] = [await useTestServer(), await useTestServer()]
    one.serverId = undefined
    const device = useDevice(one)
    const first = device.start()
    await waitForState(first, 'connected')
    await first.close()
    const second = device.start({ serverUrl: two.url })
    expect(await waitForState(second, 'closed')).toMatchObject({
      desc: `this state belongs to the AOI Server ${one.url}: use a separate state for ${two.url}`,
    })
    expect(two.requests).toEqual([])
  })

  it.each([
    ['ws://127.0.0.1:1', /must be an http or https URL/],
    [
      'http://127.0.0.1:1/push?a',
      /must be a URL without user, query and fragment, such as http:\/\/127\.0\.0\.1:1/,
    ],
    ['http://user@127.0.0.1:1', /must be a URL without user/],
    ['nonsense', /must be an http or https URL/],
  ])('refuses the server URL %s immediately', (serverUrl, why) => {
    for (const create of [createAoiClient, createBrowserAoiClient]) {
      expect(() => create({ serverUrl, storage: memoryStorage() })).toThrow(
        expect.objectContaining({ code: '400', message: expect.stringMatching(why) }),
      )
    }
  })

  it('acknowledges nothing while its storage fails, and continues there once the storage works', async () => {
    const server = await useTestServer()
    const { storage, fail } = failingStorage()
    const aoiClient = useDevice(server).start({ storage })
    const registration = await aoiClient.register({ applicationName })
    const payloads = collect(registration)
    server.send(registration.token, { payload: 1 })
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([1])
    expect(payloads).toEqual([1])
    fail(true)
    server.send(registration.token, { payload: 2 })
    expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({
      reason: 'storageFailed',
      desc: 'no space left on device',
    })
    expect(server.ackedSeqs(registration.token)).toEqual([1])
    expect(payloads).toEqual([1])
    fail(false)
    await waitForState(aoiClient, 'connected')
    server.send(registration.token, { payload: 3 })
    await expect.poll(() => payloads).toEqual([1, 2, 3])
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([3])
  })

  it('delivers no notification again that was handled while its storage failed', async () => {
    const server = await useTestServer()
    const { storage, fail } = failingStorage()
    const aoiClient = useDevice(server).start({ storage })
    const registration = await aoiClient.register({ applicationName })
    const payloads: unknown[] = []
    registration.onNotification((notification) => {
      fail(payloads.length === 0)
      payloads.push('payload' in notification && notification.payload)
    })
    server.send(registration.token, { payload: 1 })
    await waitForState(aoiClient, 'reconnecting')
    fail(false)
    await waitForState(aoiClient, 'connected')
    server.send(registration.token, { payload: 2 })
    await expect.poll(() => payloads).toEqual([1, 2])
  })

  it('releases its storage when it closes because the storage cannot be read', async () => {
    const server = await useTestServer()
    let closed = 0
    const storage = {
      ...memoryStorage(),
      load: () => Promise.reject(new Error('cannot be read')),
      close: async () => {
        closed += 1
      },
    }
    const aoiClient = useDevice(server).start({ storage })
    expect(await waitForState(aoiClient, 'closed')).toMatchObject({ reason: 'storageFailed' })
    await expect.poll(() => closed).toBe(1)
  })

  it('waits for a running handler when it closes, and records the result', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const aoiClient = device.start()
    const registration = await aoiClient.register({ applicationName })
    const handled: unknown[] = []
    let called: () => void = () => undefined
    const calling = new Promise<void>((resolve) => {
      called = resolve
    })
    registration.onNotification(async ({ seq }, { signal }) => {
      called()
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      handled.push(seq)
    })
    server.send(registration.token, { payload: 1 })
    server.send(registration.token, { payload: 2 })
    await calling
    await Promise.all([aoiClient.close(), aoiClient.close()])
    expect(handled).toEqual([1])
    const rest = collect(await device.start().register({ applicationName }))
    await expect.poll(() => rest).toEqual([2])
  })

  it('ignores messages that are not part of the protocol', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const registration = await device.start().register({ applicationName })
    const payloads = collect(registration)
    const garbage = [
      undefined,
      null,
      7,
      'text',
      [],
      {},
      { messageType: 'notification', seq: -1 },
      new Uint8Array(3),
    ]
    const events = [
      'notification',
      'notificationGap',
      'clientAppRevoked',
      'aoiHeartbeat',
      'aoiClosing',
      'unheardOf',
    ]
    for (const event of events) for (const message of garbage) server.emit(event, message)
    server.send(registration.token, { payload: 'still here' })
    await expect.poll(() => payloads).toEqual(['still here'])
    expect(server.handshakes).toHaveLength(1)
  })
})

describe('the library for browsers', () => {
  it('derives the same token as the library for Node', async () => {
    const server = await useTestServer()
    const asked = { applicationName, tokenSeed: 'correct horse battery staple' }
    const inBrowser = createBrowserAoiClient({ serverUrl: server.url, storage: memoryStorage() })
    const inNode = useDevice(server).start()
    try {
      const tokens = await Promise.all([inBrowser.register(asked), inNode.register(asked)])
      expect(tokens[0].token).toBe(tokens[1].token)
    } finally {
      await inBrowser.close()
    }
  })

  it('bundles for a browser without any module of Node', async () => {
    const { metafile } = await build({
      entryPoints: [new URL('./browser.ts', import.meta.url).pathname],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path))
    expect(imported.filter((path) => path.startsWith('node:') || path.includes('@node-rs'))).toEqual([])
  })
})

/** A storage that refuses writes while `isFull` is set. */
function failingStorage() {
  const storage = memoryStorage()
  let isFull = false
  const unlessFull = (write: () => Promise<void>) =>
    isFull ? Promise.reject(new Error('no space left on device')) : write()
  return {
    fail: (full: boolean) => {
      isFull = full
    },
    storage: {
      ...storage,
      append: (records, durability) => unlessFull(() => storage.append(records, durability)),
      replace: (records) => unlessFull(() => storage.replace(records)),
    } satisfies ClientStorage,
  }
}
