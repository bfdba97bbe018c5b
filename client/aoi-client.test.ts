import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { createAoiClient as createBrowserAoiClient } from './browser.ts'
import type { ClientState } from './client-state.ts'
import { memoryStorage } from './storage/memory-storage.ts'
import { collect, useDevice, useTestServer, waitForState } from './testing/use-aoi-clients.ts'

const applicationName = 'com.example.news'

describe('an AOI Client', () => {
  it('registers itself once, and keeps its credential over restarts', async () => {
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

  it('says from which urgency on it wants to be woken, where it is told', async () => {
    const server = await useTestServer()
    await waitForState(useDevice(server).start({ minimumUrgency: 'high' }), 'connected')
    await waitForState(useDevice(server).start(), 'connected')
    expect(server.handshakes.map(({ minimumUrgency }) => minimumUrgency)).toEqual(['high', undefined])
  })

  it('tells each change of its state, with the reason', async () => {
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

  it('keeps trying while the server is out of reach, and says why it is', async () => {
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
  ] as const)('comes back after %i', async (code, reason) => {
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
  ] as const)('does not come back after %i', async (code, reason, errorCode) => {
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

  it('waits as long as the server asks', async () => {
    const server = await useTestServer()
    const asked: number[] = []
    const clock = {
      now: () => 0,
      after: (milliseconds: number, run: () => void) => {
        asked.push(milliseconds)
        const timer = setTimeout(run, Math.min(milliseconds, 5))
        // Only waiting to come back is cut short: the limits on answers stand.
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

  it('stops when its credential is not valid any more', async () => {
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

  it('refuses the state of another server', async () => {
    const [one, two] = [await useTestServer(), await useTestServer()]
    const device = useDevice(one)
    const first = device.start()
    await waitForState(first, 'connected')
    await first.close()
    const second = device.start({ serverUrl: two.url })
    expect(await waitForState(second, 'closed')).toMatchObject({
      reason: 'storageFailed',
      desc: `this state belongs to the AOI Server ${one.url}: give ${two.url} a state of its own`,
    })
    expect(two.handshakes).toEqual([])
  })

  it('stops, and acknowledges nothing, when its storage fails', async () => {
    const server = await useTestServer()
    const place: { records: string[] } = { records: [] }
    let full = false
    const storage = memoryStorage(place)
    const failing: typeof storage = {
      ...storage,
      append: (records, durability) =>
        full ? Promise.reject(new Error('no space left on device')) : storage.append(records, durability),
    }
    const aoiClient = useDevice(server).start({ storage: failing })
    const registration = await aoiClient.register({ applicationName })
    const payloads = collect(registration)
    full = true
    server.send(registration.token, { payload: 1 })
    expect(await waitForState(aoiClient, 'closed')).toMatchObject({
      reason: 'storageFailed',
      desc: 'no space left on device',
    })
    expect(server.ackedSeqs(registration.token)).toEqual([0])
    expect(payloads).toEqual([])
  })

  it('waits for a running handler when it closes, and records what it did', async () => {
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

  it('passes over messages that are not of the protocol', async () => {
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
  it('gives the same token as the one for Node', async () => {
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

  it('bundles for a browser without anything of Node', async () => {
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
