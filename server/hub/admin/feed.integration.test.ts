import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import type { FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import type { ActivityFrame } from '#protocol/dashboard/feed.ts'
import { SERVER_TIME_HEADER } from '#protocol/dashboard/server-time.ts'
import type { WallFrame } from '#protocol/dashboard/wall.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { STAGE_APPLICATION, Stage } from '#server/testing/stage.ts'

let stage: Stage
let as: SignedIn
const sockets: Socket[] = []

beforeEach(async () => {
  stage = await Stage.open({ env: { AOI_TRUSTED_PROXIES: '1' } })
  as = await signInAs(stage.server, 'auditor')
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect()
})

async function ticket(): Promise<string> {
  const answered = await callDashboard(stage.server, { operation: 'createTicket', as })
  return ((await answered.json()) as { ticket: string }).ticket
}

/** Opens the feed as a page does. Returns `undefined` if it is refused. */
function open(
  auth: object,
  origin: string | null = stage.server.url,
  address = '203.0.113.1',
): Promise<Socket | undefined> {
  const socket = io(`${stage.server.url}/admin`, {
    ...{ transports: ['websocket'], auth, forceNew: true, reconnection: false },
    extraHeaders: { 'x-forwarded-for': address, ...(origin === null ? {} : { origin }) },
  })
  sockets.push(socket)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('connect_error', () => resolve(undefined))
  })
}

const join = (socket: Socket | undefined, view: unknown) => socket?.timeout(5000).emitWithAck('join', view)

describe('the feed', () => {
  it('opens once for each ticket, and only from a page of the server', async () => {
    const used = await ticket()
    expect(await open({ ticket: used })).toBeDefined()
    expect(await open({ ticket: used })).toBeUndefined()
    expect(await open({})).toBeUndefined()
    expect(await open({ ticket: 'made-up' })).toBeUndefined()
    expect(await open({ ticket: { $ne: null } })).toBeUndefined()
    expect(await open({ ticket: await ticket() }, 'https://evil.example')).toBeUndefined()
    expect(await open({ ticket: await ticket() }, null)).toBeUndefined()
  })

  it('counts wrong tickets by address before it looks them up, and gives back the points of right ones', async () => {
    const { url } = stage.server
    const { wrongTicketsPerAddressPerMinute: allowed } = LIMITS
    for (let opened = 0; opened <= allowed; opened += 1) {
      const socket = await open({ ticket: await ticket() })
      expect(socket).toBeDefined()
      socket?.disconnect()
    }
    const guesses = Array.from({ length: allowed + 20 }, () => open({ ticket: 'made-up' }))
    expect(await Promise.all(guesses)).not.toContainEqual(expect.anything())
    const right = await ticket()
    expect(await open({ ticket: right })).toBeUndefined()
    expect(await open({ ticket: right }, url, '198.51.100.1')).toBeDefined()
    expect(stage.server.services.context.limitWatch.list(1)).toMatchObject([
      { limit: 'wrongTicketsPerAddressPerMinute', party: 'address 203.0.113.1', refused: 21 },
    ])
  })

  it('ends together with the operator’s session, and then refuses every ticket of that session', async () => {
    const socket = await open({ ticket: await ticket() })
    const kept = await ticket()
    const ended = new Promise((resolve) => socket?.once('disconnect', resolve))
    await fetch(`${stage.server.url}/api/auth/sign-out`, {
      ...{ method: 'POST', body: '{}' },
      headers: { cookie: as.cookie, origin: stage.server.url, 'content-type': 'application/json' },
    })
    await ended
    expect(await open({ ticket: kept })).toBeUndefined()
  })

  it('refuses unknown views, unknown notifications, and more of them than a page needs', async () => {
    const socket = await open({ ticket: await ticket() })
    const lanes = Array.from({ length: LIMITS.wallLanes + 1 }, (_, lane) => String(lane))
    for (const view of [
      undefined,
      { view: 'wall' },
      { view: 'wall', unit: 'sender' },
      { view: 'wall', unit: 'token', lanes },
      { view: 'wall', unit: 'token', search: '' },
      {},
      { view: 'all' },
      { view: 'fanOut' },
      { view: 'fanOut', notificationId: '../x' },
    ])
      expect(await join(socket, view)).toBe('this view does not exist')
    const nobody = { view: 'fanOut', notificationId: '01999999-0000-7000-8000-000000000000' }
    expect(await join(socket, nobody)).toContain('no notification')
    expect(await join(socket, { view: 'activity' })).toBeFalsy()
    expect(socket?.connected).toBe(true)
  })

  it('tells every page at intervals that the feed is alive, and the time of the server', async () => {
    const socket = await open({ ticket: await ticket() })
    const beats: number[] = []
    socket?.on('beat', ({ now }: { now: number }) => beats.push(now))
    await vi.waitFor(() => expect(beats.length).toBeGreaterThanOrEqual(2), { timeout: 20_000 })
    expect(2 * LIMITS.feedBeatSeconds).toBeLessThan(LIMITS.feedSilentSeconds)
    const answered = await callDashboard(stage.server, { operation: 'listTokens', as })
    expect(Number(answered.headers.get(SERVER_TIME_HEADER))).toBeGreaterThanOrEqual(beats[1] ?? 0)
  })

  it('sends twenty pages the same frames of the wall, each made once', async () => {
    const { connection, token } = await stage.member()
    let made = 0
    stage.server.services.wall.listen(() => {
      made += 1
    })
    const view = { view: 'wall', unit: 'token' }
    const pages: WallFrame[][] = await Promise.all(
      Array.from({ length: 20 }, async (_, page) => {
        const socket = await open({ ticket: await ticket() }, stage.server.url, `203.0.113.${page}`)
        const frames: WallFrame[] = []
        socket?.on('wall', (frame: WallFrame) => frames.push(frame))
        expect(await join(socket, view)).toBeFalsy()
        return frames
      }),
    )
    await stage.send({ clientAppToken: token })
    await connection.acknowledge([token, 1])
    const isFull = ({ lanes }: WallFrame) => lanes[0]?.acked === 1
    await vi.waitFor(() => expect(pages.every((frames) => frames.some(isFull))).toBe(true), 5000)
    expect(new Set(pages.map((frames) => JSON.stringify(frames.find(isFull)?.lanes)))).toHaveLength(1)
    expect(pages[0]?.at(-1)?.lanes[0]).toMatchObject({
      applicationName: STAGE_APPLICATION,
      online: 1,
      backlog: 0,
    })
    const lengths = pages.map(({ length }) => length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(made)
    expect(lengths.reduce((sum, length) => sum + length)).toBeGreaterThan(made)
  })

  it('counts events, and follows a fan-out frame by frame until every member has acknowledged', async () => {
    const { connection, token } = await stage.member()
    const socket = await open({ ticket: await ticket() })
    const activity: ActivityFrame[] = []
    const frames: FanOutFrame[] = []
    socket?.on('activity', (frame: ActivityFrame) => activity.push(frame))
    socket?.on('fanOut', (frame: FanOutFrame) => frames.push(frame))
    await join(socket, { view: 'activity' })
    const { notificationId } = await stage.send({ clientAppToken: token })
    expect(await join(socket, { view: 'fanOut', notificationId })).toBeFalsy()
    await vi.waitFor(() => expect(frames.at(-1)?.counts).toMatchObject({ sent: 1, acked: 0 }), 5000)
    await connection.acknowledge([token, 1])
    await vi.waitFor(() => expect(frames.at(-1)?.counts).toMatchObject({ acked: 1, sent: 0 }), 5000)
    expect(frames.map(({ version }) => version)).toEqual(
      frames.map((_, place) => (frames[0]?.version ?? 0) + place),
    )
    await vi.waitFor(() => {
      const total = (name: keyof ActivityFrame) => activity.reduce((sum, frame) => sum + frame[name], 0)
      expect([total('accepted'), total('acked')]).toEqual([1, 1])
    }, 5000)
  })
})
