import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS, utf8Bytes } from '#protocol'
import { readBar, WALL_BARS, type WallBar, type WallFrame, type WallView } from '#protocol/dashboard/wall.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import type { CursorMove, LogEntry } from '../store.ts'
import { LiveWall } from './live-wall.ts'

const APPLICATIONS: WallView = { view: 'wall', unit: 'application' }
const TOKENS: WallView = { view: 'wall', unit: 'token' }

/** A wall of which every token `n` belongs to the application that `nameOf` returns. */
class Ground {
  readonly clock = new TestClock()
  readonly frames: WallFrame[] = []
  readonly asked: number[] = []
  online = 0
  nodes = 1
  readonly wall: LiveWall

  constructor(nameOf: (tokenId: number) => string | undefined = (tokenId) => `com.example.${tokenId}`) {
    this.wall = new LiveWall({
      clock: this.clock,
      here: { countOnline: () => this.online },
      countNodes: () => this.nodes,
      peers: { isOpen: false, listen: () => {}, follow: () => {}, share: () => {} },
      store: {
        nameApplications: async (tokenIds) => {
          this.asked.push(...tokenIds)
          return new Map(
            tokenIds.flatMap((tokenId) => {
              const name = nameOf(tokenId)
              return name === undefined ? [] : [[tokenId, name] as const]
            }),
          )
        },
      },
      onError: (error) => {
        throw error
      },
    })
    this.wall.listen((_, frame) => this.frames.push(frame))
  }

  append(entries: Partial<LogEntry> & { seq: number }, recipients = 10): void {
    const entry = logEntry({ acceptedAt: this.clock.now(), ...entries })
    this.wall.onAnnouncement({ kind: 'appended', entries: [entry], recipients: [recipients] }, 'here')
  }

  /** Acks of `members` members up to `toSeq`. */
  acknowledge(members: number, move: Partial<CursorMove> = {}): void {
    const moves = Array.from({ length: members }, (_, index) => ({
      ...{ registrationId: index, tokenId: 1, sessionNumber: 1, fromSeq: 0, toSeq: 1, gaps: [] },
      ...{ at: this.clock.now(), ...move },
    }))
    this.wall.onAnnouncement({ kind: 'acked', moves }, 'here')
  }

  /** Lets `milliseconds` pass, frame by frame, and returns the last frame. */
  async pass(milliseconds: number = LIMITS.wallFrameMilliseconds): Promise<WallFrame> {
    for (let passed = 0; passed < milliseconds; passed += LIMITS.wallFrameMilliseconds) {
      this.clock.advance(LIMITS.wallFrameMilliseconds)
      for (let step = 0; step < 6; step += 1) await Promise.resolve()
    }
    const frame = this.frames.at(-1)
    if (frame === undefined) throw new Error('the wall has sent no frame')
    return frame
  }
}

/** The bars with notifications of a lane. */
function barsOf({ lanes, bars }: WallFrame, key: string): WallBar[] {
  const lane = lanes.findIndex((shown) => shown.key === key)
  return Array.from({ length: WALL_BARS }, (_, place) => readBar(bars, lane * WALL_BARS + place)).filter(
    ({ notifications }) => notifications > 0,
  )
}

describe('a lane of the wall', () => {
  it('has a bar for each notification, which fills as members acknowledge', async () => {
    const ground = new Ground()
    ground.wall.watch(TOKENS)
    ground.append({ seq: 1 })
    const sent = await ground.pass()
    expect(barsOf(sent, '1')).toEqual([{ notifications: 1, size: 1, filled: 0 }])
    expect(sent.lanes[0]).toMatchObject({ name: expect.stringMatching(/^[0-9a-f]{6}$/), backlog: 10 })
    expect(sent.lanes[0]?.ids).toEqual([[WALL_BARS - 2, logEntry({ seq: 1 }).id]])
    ground.acknowledge(5)
    const half = await ground.pass()
    expect(barsOf(half, '1')[0]?.filled).toBeCloseTo(0.5, 1)
    expect(half.lanes[0]).toMatchObject({ backlog: 5, recipients: 10, acked: 5, rate: 1 })
    ground.acknowledge(5)
    expect(barsOf(await ground.pass(), '1')[0]?.filled).toBe(1)
  })

  it('counts every token of an application, also acks from before its name was known', async () => {
    const ground = new Ground(() => 'com.example.news')
    ground.wall.watch(APPLICATIONS)
    ground.append({ seq: 1, tokenId: 1 })
    ground.append({ seq: 1, tokenId: 2 })
    ground.clock.advance(100)
    ground.acknowledge(10)
    const [lane] = (await ground.pass()).lanes
    expect(lane).toMatchObject({
      key: 'com.example.news',
      recipients: 20,
      acked: 10,
      backlog: 10,
      p95Ms: 101,
    })
    ground.acknowledge(10, { tokenId: 2 })
    expect((await ground.pass()).lanes[0]).toMatchObject({ acked: 20, backlog: 0 })
  })

  it('loses old bars and keeps their recipients in the backlog until they expire or are cancelled', async () => {
    const ground = new Ground()
    ground.wall.watch({ ...TOKENS, lanes: ['1'] })
    ground.append({ seq: 1, expiresAt: ground.clock.now() + 60_000 })
    ground.append({ seq: 2 })
    ground.append({ seq: 3, topic: 'door' })
    ground.append({ seq: 4, topic: 'door' })
    expect((await ground.pass()).lanes[0]).toMatchObject({ backlog: 30, recipients: 40 })
    const late = await ground.pass(20_000)
    expect(barsOf(late, '1')).toEqual([])
    expect(late.lanes[0]).toMatchObject({ backlog: 30, recipients: 0 })
    ground.wall.onAnnouncement({ kind: 'cancelled', tokenId: 1, seqs: [2] }, 'here')
    expect((await ground.pass()).lanes[0]?.backlog).toBe(20)
    expect((await ground.pass(60_000)).lanes[0]?.backlog).toBe(10)
  })

  it('counts no seq that a move passes over, and no ack twice', async () => {
    const ground = new Ground()
    ground.wall.watch(TOKENS)
    for (const seq of [1, 2, 3]) ground.append({ seq }, 1)
    ground.acknowledge(1, { toSeq: 1000, gaps: [[2, 2]] })
    ground.acknowledge(1, { toSeq: 3, gaps: [[2, 2]] })
    expect((await ground.pass()).lanes[0]).toMatchObject({ recipients: 3, acked: 2, backlog: 1 })
  })

  it('is slow and at the top while connected members wait, and not because of members that are offline', async () => {
    const ground = new Ground((tokenId) => `com.example.${'abc'[tokenId]}`)
    ground.wall.watch(TOKENS)
    ground.online = 0
    ground.append({ seq: 1, tokenId: 1 }, 1000)
    ground.online = 10
    ground.append({ seq: 1, tokenId: 2 }, 10)
    expect((await ground.pass()).lanes.map(({ key }) => key)).toEqual(['1', '2'])
    const late = await ground.pass(5000)
    expect(late.lanes.map(({ key, slow }) => [key, slow])).toEqual([
      ['2', true],
      ['1', undefined],
    ])
  })
})

describe('the wall', () => {
  it('counts only while somebody watches, and a while longer', async () => {
    const ground = new Ground()
    ground.append({ seq: 1 })
    expect([ground.wall.isCounting, ground.clock.waiting]).toEqual([false, 0])
    const leave = ground.wall.watch(TOKENS)
    expect((await ground.pass()).lanes).toEqual([])
    ground.append({ seq: 2 })
    expect((await ground.pass()).lanes).toHaveLength(1)
    leave()
    await ground.pass(LIMITS.wallKeptSeconds * 1000 + 1000)
    expect([ground.wall.isCounting, ground.clock.waiting]).toEqual([false, 0])
  })

  it('makes each frame once for twenty viewers, and at most four a second', async () => {
    const ground = new Ground()
    const leave = Array.from({ length: 20 }, () => ground.wall.watch(TOKENS))
    for (let seq = 1; seq <= 40; seq += 1) {
      ground.append({ seq })
      ground.clock.advance(100)
      for (let step = 0; step < 6; step += 1) await Promise.resolve()
    }
    expect(ground.frames.length).toBeGreaterThan(10)
    expect(ground.frames.length).toBeLessThanOrEqual(16)
    for (const end of leave) end()
    const sent = ground.frames.length
    await ground.pass(2000)
    expect(ground.frames).toHaveLength(sent)
  })

  it('shows the lanes that a page chose, also without notifications, and the lanes that match its filter', async () => {
    const ground = new Ground((tokenId) => (tokenId === 1 ? 'com.example.News' : 'org.other'))
    for (const view of [
      { ...APPLICATIONS, lanes: ['org.none'] },
      { ...APPLICATIONS, search: 'news' },
      { ...TOKENS, search: 'other' },
    ])
      ground.wall.watch(view)
    ground.append({ seq: 1, tokenId: 1 })
    ground.append({ seq: 1, tokenId: 2 })
    await ground.pass()
    expect(ground.frames.slice(-3).map(({ lanes }) => lanes.map(({ key }) => key))).toEqual([
      ['org.none'],
      ['com.example.News'],
      ['2'],
    ])
  })

  it('hides simulated recipients unless a page asks for them, and marks them', async () => {
    const ground = new Ground(() => SIMULATION_APPLICATION)
    for (const simulated of [undefined, true] as const) ground.wall.watch({ ...TOKENS, simulated })
    ground.append({ seq: 1 })
    await ground.pass()
    const [hidden, shown] = ground.frames.slice(-2)
    expect(hidden).toMatchObject({ lanes: [], more: 0 })
    expect(shown?.lanes).toMatchObject([{ key: '1', simulated: true }])
  })

  it('counts the members of this node as recipients where other nodes serve members too', async () => {
    const ground = new Ground()
    ground.wall.watch(TOKENS)
    Object.assign(ground, { nodes: 2, online: 4 })
    ground.append({ seq: 1 }, 10)
    ground.acknowledge(4)
    const frame = await ground.pass()
    expect(frame).toMatchObject({ missing: 1, lanes: [{ recipients: 4, acked: 4, online: 4 }] })
  })

  it('forgets tokens that are gone, and asks for no name twice', async () => {
    const ground = new Ground((tokenId) => (tokenId === 1 ? undefined : 'com.example'))
    ground.wall.watch(TOKENS)
    for (const tokenId of [1, 2]) ground.append({ seq: 1, tokenId })
    expect((await ground.pass()).lanes.map(({ key }) => key)).toEqual(['2'])
    ground.append({ seq: 2, tokenId: 2 })
    await ground.pass(1000)
    expect(ground.asked).toEqual([1, 2])
  })

  it('refuses more different walls than its limit, but no further page of one', () => {
    const { wall } = new Ground()
    for (let index = 0; index < LIMITS.wallViews; index += 1) wall.watch({ ...TOKENS, search: `${index}` })
    expect(() => wall.watch({ ...TOKENS, search: 'more' })).toThrow('too many different walls are open')
    expect(() => wall.watch({ ...TOKENS, search: '1' })).not.toThrow()
  })

  it('counts a limited number of tokens and notifications, and frees the place of idle tokens', async () => {
    const ground = new Ground()
    ground.wall.watch(TOKENS)
    const { wallLanesCounted: most } = LIMITS
    for (let tokenId = 1; tokenId <= most + 5; tokenId += 1) ground.append({ seq: 1, tokenId })
    const shown = async () => {
      const { lanes, more } = await ground.pass(1000)
      return lanes.length + more
    }
    for (let turn = 0; turn * LIMITS.rollupStepRows < most; turn += 1) await ground.pass()
    expect(await shown()).toBe(most)
    await ground.pass(LIMITS.wallSeconds * 1000)
    ground.append({ seq: 1, tokenId: most + 9 })
    expect((await ground.pass(500)).lanes.map(({ key }) => key)).toContain(String(most + 9))
    for (let seq = 10; seq <= LIMITS.wallNotifications + 20; seq += 1) ground.append({ seq, tokenId: 7 }, 1)
    const { lanes } = await ground.pass(1000)
    expect(lanes.find(({ key }) => key === '7')?.backlog).toBeLessThanOrEqual(LIMITS.wallNotifications)
  })

  it('never sends a frame of more than its limit, whatever it shows', async () => {
    const name = fc.string({ minLength: 1, maxLength: LIMITS.applicationNameBytes, unit: 'binary' })
    const flow = fc.record({
      names: fc.uniqueArray(name, { minLength: 1, maxLength: 30 }),
      notifications: fc.integer({ min: 1, max: 300 }),
      recipients: fc.nat({ max: 1_000_000_000 }),
      unit: fc.constantFrom('application' as const, 'token' as const),
      step: fc.integer({ min: 0, max: 60 }),
    })
    await fc.assert(
      fc.asyncProperty(flow, async ({ names, notifications, recipients, unit, step }) => {
        const ground = new Ground((tokenId) => names[tokenId])
        ground.wall.watch({ view: 'wall', unit })
        for (let seq = 1; seq <= notifications; seq += 1) {
          ground.append({ seq, tokenId: seq % names.length }, recipients)
          ground.clock.advance(step)
        }
        const frame = await ground.pass(1000)
        expect(bytesOf(frame)).toBeLessThanOrEqual(LIMITS.wallFrameBytes)
        expect(frame.lanes.length + frame.more).toBe(Math.min(names.length, notifications))
      }),
      { numRuns: 20 },
    )
  })
})

/** As Socket.IO sends it: text, and the bars beside it. */
function bytesOf({ bars, ...frame }: WallFrame): number {
  const placed = ['wall', { ...frame, bars: { _placeholder: true, num: 0 } }]
  return utf8Bytes(`451-/admin,${JSON.stringify(placed)}`) + bars.length
}
