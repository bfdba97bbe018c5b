import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { readBar, WALL_BARS, type WallFrame } from '#protocol/dashboard/wall.ts'
import { InProcessNetwork } from '#server/bus/in-process-bus.ts'
import { WallRelay } from '#server/bus/wall-relay.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import type { Bus } from '../bus.ts'
import { LiveWall } from './live-wall.ts'

const clock = new TestClock()
const rethrow = (error: unknown): never => {
  throw error
}

function node(nodeId: string, { bus, online }: { bus: Bus; online: number }) {
  const frames: WallFrame[] = []
  const wall = new LiveWall({
    clock,
    here: { countOnline: () => online },
    countNodes: () => 3,
    peers: new WallRelay({ bus, store: { epoch: 'e' }, nodeId, isOpen: () => true, onUnexpected: rethrow }),
    store: { nameApplications: async (ids) => new Map(ids.map((id) => [id, `com.example.${id % 2}`])) },
    onError: rethrow,
  })
  wall.listen((_, frame) => frames.push(frame))
  return { wall, frames }
}

async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += LIMITS.wallFrameMilliseconds) {
    clock.advance(LIMITS.wallFrameMilliseconds)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('A wall adds up the lanes of all nodes that share, names the silent ones, and the others count only while it asks', async () => {
  const network = new InProcessNetwork()
  const here = node('here', { bus: network.join(), online: 1 })
  const there = node('there', { bus: network.join(), online: 3 })
  const sizes: number[] = []
  network.join().listen('wall', (text) => sizes.push(text.length))
  const leave = here.wall.watch({ view: 'wall', unit: 'token' })
  await pass(LIMITS.wallFrameMilliseconds)
  expect(there.wall.isCounting).toBe(true)

  // The other node accepts; both have members.
  const entry = logEntry({ seq: 1, acceptedAt: clock.now() })
  there.wall.onAnnouncement({ kind: 'appended', entries: [entry], recipients: [5] }, 'here')
  here.wall.onAnnouncement({ kind: 'appended', entries: [entry] }, 'elsewhere')
  const acked = (registrationId: number) => ({
    ...{ registrationId, tokenId: entry.tokenId, sessionNumber: 1, fromSeq: 0, toSeq: 1, gaps: [] },
    at: clock.now(),
  })
  here.wall.onAnnouncement({ kind: 'acked', moves: [acked(1)] }, 'here')
  there.wall.onAnnouncement({ kind: 'acked', moves: [acked(2), acked(3), acked(4)] }, 'here')
  await pass(1000)
  const [lane] = here.frames.at(-1)?.lanes ?? []
  expect(lane).toMatchObject({
    recipients: 5,
    acked: 4,
    backlog: 1,
    online: 4,
    applicationName: 'com.example.1',
  })
  expect(lane?.ids).toEqual([[expect.any(Number), entry.id]])
  const bars = here.frames.at(-1)?.bars ?? new Uint8Array()
  const [place = 0] = lane?.ids[0] ?? []
  expect(readBar(bars, place)).toMatchObject({ notifications: 1, filled: expect.closeTo(0.8, 1) })

  // Each node sends few of its lanes, in a bounded message.
  for (let tokenId = 2; tokenId <= 200; tokenId += 1)
    there.wall.onAnnouncement(
      {
        kind: 'appended',
        entries: [logEntry({ tokenId, seq: 1, acceptedAt: clock.now() })],
        recipients: [9],
      },
      'here',
    )
  await pass(LIMITS.wallPeerSilentMilliseconds)
  expect(here.frames.at(-1)).toMatchObject({ missing: 1, lanes: { length: LIMITS.wallLanes } })
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.wallShareBytes + 256)
  const shown = here.frames.at(-1)
  expect((shown?.lanes.length ?? 0) + (shown?.more ?? 0)).toBeLessThanOrEqual(LIMITS.wallLanesShared + 1)

  leave()
  await pass((LIMITS.wallKeptSeconds + 1) * 1000 + LIMITS.wallPeerSilentMilliseconds)
  expect([here.wall.isCounting, there.wall.isCounting]).toEqual([false, false])
})

it('A node sends the most important lanes alone if a message would exceed its limit', async () => {
  const network = new InProcessNetwork()
  const sent: string[] = []
  network.join().listen('wall', (text) => sent.push(text))
  const sender = { bus: network.join(), store: { epoch: 'e' }, isOpen: () => true, onUnexpected: rethrow }
  const slots = Array.from({ length: WALL_BARS }, (_, slot) => ({
    ...{ slot, notifications: 1, recipients: 1, acked: 1, reachable: 1, id: logEntry({ seq: 1 }).id },
  }))
  const lanes = Array.from({ length: LIMITS.wallLanesShared }, (_, lane) => ({
    ...{ unit: 'token' as const, key: `${lane}`, name: 'abcdef', online: 1, backlog: 0, times: [], slots },
  }))
  new WallRelay({ ...sender, nodeId: 'here' }).share(lanes)
  await new Promise((resolve) => setImmediate(resolve))
  expect(sent[0]?.length).toBeLessThanOrEqual(LIMITS.wallShareBytes + 256)
  expect(sent[0]).toContain('"key":"0"')
  expect(sent[0]).not.toContain(`"key":"${LIMITS.wallLanesShared - 1}"`)
})
