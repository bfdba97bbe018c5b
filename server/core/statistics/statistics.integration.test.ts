import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS, NO_LABELS } from '#protocol'
import { addMember, newTokenName } from '#server/testing/store-contract/actors.ts'
import { openTemporaryStore, type TemporaryStore } from '#server/testing/temporary-database.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import type { LogEntry } from '../store.ts'
import { ROLLUP_SECONDS, type Rollup, type RollupSeconds, type RollupStore } from './rollups.ts'
import { Statistics } from './statistics.ts'

const NEWS = 'com.example.news'
const CHAT = 'com.example.chat'
const MINUTE = 60_000
const DAY_START = Date.UTC(2026, 10, 1)

let clock: TestClock
let opened: TemporaryStore
let news: number
let chat: number

beforeEach(async () => {
  clock = new TestClock(DAY_START)
  opened = await openTemporaryStore({ clock })
  const member = (applicationName: string) =>
    addMember(opened.store, { clientAppToken: newTokenName(), applicationName })
  news = (await member(NEWS)).tokenId
  chat = (await member(CHAT)).tokenId
})
afterEach(() => opened.remove())

function open(
  writer: string,
  store: Pick<RollupStore, 'writeRollups' | 'nameApplications'> = opened.store.rollups,
) {
  return new Statistics({ store, clock, writer })
}

function accept(statistics: Statistics, tokenIds: readonly number[], recipients = 3): void {
  const at = clock.now()
  const entries = tokenIds.map((tokenId, index): LogEntry => {
    const text = {
      clientAppToken: `g1${tokenId}`,
      id: `id ${index}`,
      payload: '1',
      headers: undefined,
      urgency: 'normal' as const,
      traceparent: undefined,
    }
    return { tokenId, seq: index + 1, ...text, ...NO_LABELS, acceptedAt: at, expiresAt: at, state: 'live' }
  })
  statistics.onAnnouncement({ kind: 'appended', entries, recipients: tokenIds.map(() => recipients) })
}

function ack(statistics: Statistics, tokenId: number, timesToAck: readonly number[]): void {
  const move = { registrationId: 1, tokenId, sessionNumber: 1, at: clock.now() }
  const gaps: [number, number][] = [[2, 3]]
  const moves = [{ ...move, fromSeq: 0, toSeq: timesToAck.length + 2, gaps }]
  statistics.onAnnouncement({ kind: 'acked', moves })
  for (const time of timesToAck) statistics.timesOf(tokenId)?.add(time)
}

async function read(seconds: RollupSeconds, key?: string): Promise<Rollup[]> {
  const unit = key === undefined ? 'all' : 'application'
  const range = { from: 0, to: Number.MAX_SAFE_INTEGER }
  return opened.store.rollups.readRollups({ seconds, ...range, unit, key: key ?? '' })
}

describe('the statistics', () => {
  it('count accepted notifications, recipients, acks and their times, by application and in total', async () => {
    const statistics = open('a')
    accept(statistics, [news, news, chat])
    ack(statistics, news, [100, 200, 5000])
    await statistics.flush({ online: 0, refused: 0 })
    for (const seconds of ROLLUP_SECONDS) {
      const [ofNews] = await read(seconds, NEWS)
      expect(ofNews).toMatchObject({ startedAt: DAY_START, accepted: 2, recipients: 6, acked: 3 })
      expect(Math.abs((ofNews?.times.percentile(0.5) ?? 0) - 200)).toBeLessThan(200 * 0.016)
      expect(await read(seconds, CHAT)).toMatchObject([{ accepted: 1, recipients: 3, acked: 0 }])
      expect(await read(seconds)).toMatchObject([{ accepted: 3, recipients: 9, acked: 3 }])
    }
  })

  it('have a row for each minute, and one for the hour and the day around them', async () => {
    const statistics = open('a')
    for (let minute = 0; minute < 3; minute += 1) {
      accept(statistics, [news])
      await statistics.flush({ online: 0, refused: 0 })
      clock.advance(MINUTE)
    }
    expect(
      (await read(60, NEWS)).map(({ startedAt, accepted }) => [startedAt - DAY_START, accepted]),
    ).toEqual([
      [0, 1],
      [MINUTE, 1],
      [2 * MINUTE, 1],
    ])
    expect(await read(3600, NEWS)).toMatchObject([{ startedAt: DAY_START, accepted: 3 }])
    expect(await read(86_400, NEWS)).toMatchObject([{ startedAt: DAY_START, accepted: 3 }])
  })

  it('count in the minute of the event, also if they are written later', async () => {
    const statistics = open('a')
    clock.advance(MINUTE - 1)
    accept(statistics, [news])
    clock.advance(1)
    accept(statistics, [news, news])
    await statistics.flush({ online: 0, refused: 0 })
    expect(await read(60)).toMatchObject([{ accepted: 1 }, { accepted: 2 }])
  })

  it('of several nodes, and of a node before and after a restart, add up', async () => {
    const [one, other] = [open('one'), open('other')]
    accept(one, [news])
    accept(other, [news, chat])
    await one.flush({ online: 0, refused: 0 })
    await other.flush({ online: 0, refused: 0 })
    const restarted = open('one again')
    accept(restarted, [news])
    await restarted.flush({ online: 0, refused: 0 })
    expect(await read(3600, NEWS)).toMatchObject([{ accepted: 3 }])
    expect(await read(3600)).toMatchObject([{ accepted: 4 }])
  })

  it('count nothing twice if the answer of a write is lost, and nothing is lost while the database is away', async () => {
    const { rollups } = opened.store
    const answers = ['lost', 'away', 'well']
    const statistics = open('a', {
      nameApplications: (ids) => rollups.nameApplications(ids),
      writeRollups: async (input) => {
        const answer = answers.shift() ?? 'well'
        if (answer !== 'away') await rollups.writeRollups(input)
        if (answer !== 'well') throw new Error(answer)
      },
    })
    accept(statistics, [news])
    await expect(statistics.flush({ online: 0, refused: 0 })).rejects.toThrow('lost')
    accept(statistics, [news])
    await expect(statistics.flush({ online: 0, refused: 0 })).rejects.toThrow('away')
    clock.advance(MINUTE)
    accept(statistics, [news])
    await statistics.flush({ online: 0, refused: 0 })
    expect(await read(3600, NEWS)).toMatchObject([{ accepted: 3 }])
    expect(await read(60, NEWS)).toMatchObject([{ accepted: 2 }, { accepted: 1 }])
  })

  it('never count simulated notifications, nor what another node accepted', async () => {
    const statistics = open('a')
    statistics.ignore(chat)
    accept(statistics, [chat])
    ack(statistics, chat, [5])
    const [entries] = [[{ tokenId: news } as LogEntry]]
    statistics.onAnnouncement({ kind: 'appended', entries, recipients: [1] }, 'elsewhere')
    await statistics.flush({ online: 0, refused: 0 })
    expect(await read(60)).toMatchObject([{ accepted: 0, recipients: 0, acked: 0 }])
    expect(statistics.timesOf(chat)).toBeUndefined()
  })

  it('count refused submissions in total, by their difference to the last write', async () => {
    const statistics = open('a')
    await statistics.flush({ online: 0, refused: 4 })
    clock.advance(MINUTE)
    await statistics.flush({ online: 0, refused: 4 })
    accept(statistics, [news])
    await statistics.flush({ online: 0, refused: 9 })
    expect(await read(60)).toMatchObject([{ refused: 4 }, { refused: 5 }])
    expect(await read(86_400)).toMatchObject([{ refused: 9 }])
    expect(await read(86_400, NEWS)).toMatchObject([{ accepted: 1, refused: 0 }])
  })

  it('have a row for each minute of an idle server, which is written once', async () => {
    const writes: number[] = []
    const statistics = open('a', {
      nameApplications: (ids) => opened.store.rollups.nameApplications(ids),
      writeRollups: async (input) => {
        writes.push(input.rollups.length)
        await opened.store.rollups.writeRollups(input)
      },
    })
    for (let flush = 0; flush < 18; flush += 1) {
      await statistics.flush({ online: 0, refused: 0 })
      clock.advance(10_000)
    }
    const written = await opened.store.rollups.listWritten({
      seconds: 60,
      from: 0,
      to: DAY_START + 3 * MINUTE,
    })
    expect(written).toEqual([DAY_START, DAY_START + MINUTE, DAY_START + 2 * MINUTE])
    // The first write has the hour and the day as well.
    expect(writes).toEqual([3, 1, 1])
  })

  it('forget an hour that could not be written for so long that others may have compacted it', async () => {
    let isAway = true
    const statistics = open('a', {
      nameApplications: (ids) => opened.store.rollups.nameApplications(ids),
      writeRollups: async (input) => {
        if (isAway) throw new Error('away')
        await opened.store.rollups.writeRollups(input)
      },
    })
    accept(statistics, [news])
    await expect(statistics.flush({ online: 0, refused: 0 })).rejects.toThrow('away')
    clock.advance((3600 + LIMITS.statisticsWriteLateSeconds) * 1000)
    isAway = false
    await statistics.flush({ online: 0, refused: 0 })
    expect(await read(3600)).toEqual([])
    expect(await read(86_400)).toMatchObject([{ startedAt: DAY_START, accepted: 1 }])
  })

  it('average the AOI Clients in session over the time', async () => {
    const statistics = open('a')
    clock.advance(10_000)
    await statistics.flush({ online: 6, refused: 0 })
    clock.advance(20_000)
    await statistics.flush({ online: 3, refused: 0 })
    expect(await read(60)).toMatchObject([{ onlineSeconds: 120 }])
  })

  it('count events of unknown tokens and of too many tokens or applications only in total', async () => {
    const statistics = open('a')
    const tokenIds = Array.from({ length: LIMITS.statisticsNewTokens + 2 }, (_, index) => 1000 + index)
    accept(statistics, [...tokenIds, news])
    await statistics.flush({ online: 0, refused: 0 })
    expect(await read(60)).toMatchObject([{ accepted: tokenIds.length + 1 }])
    expect(await read(60, NEWS)).toEqual([])
    accept(statistics, [news])
    await statistics.flush({ online: 0, refused: 0 })
    expect(await read(60, NEWS)).toMatchObject([{ accepted: 1 }])

    const names = Array.from({ length: LIMITS.statisticsApplications + 5 }, (_, index) => `app.${index}`)
    const crowded = open('b', {
      writeRollups: (input) => opened.store.rollups.writeRollups(input),
      nameApplications: async (ids) => new Map(ids.map((id) => [id, names[id] ?? ''])),
    })
    accept(
      crowded,
      names.map((_, index) => index),
    )
    await crowded.flush({ online: 0, refused: 0 })
    const found = await Promise.all(names.map((name) => read(86_400, name)))
    expect(found.filter((rows) => rows.length > 0)).toHaveLength(LIMITS.statisticsApplications)
  })

  it('are removed after their time: minutes first, then hours, then days', async () => {
    const statistics = open('a')
    accept(statistics, [news])
    await statistics.flush({ online: 0, refused: 0 })
    const count = async () =>
      (await Promise.all(ROLLUP_SECONDS.map((seconds) => read(seconds)))).map(({ length }) => length)
    const sweepAt = (seconds: number) => opened.store.sweep({ now: DAY_START + seconds * 1000, rows: 100 })
    await sweepAt(LIMITS.rollupMinutesKeptSeconds - 1)
    expect(await count()).toEqual([1, 1, 1])
    await sweepAt(LIMITS.rollupMinutesKeptSeconds)
    expect(await count()).toEqual([0, 1, 1])
    await sweepAt(LIMITS.rollupHoursKeptSeconds)
    expect(await count()).toEqual([0, 0, 1])
    await sweepAt(LIMITS.statisticsKeptSeconds)
    expect(await count()).toEqual([0, 0, 0])
  })
})

describe('the statistics of parties', () => {
  const readParty = (unit: 'sender' | 'hook' | 'token', key: string) =>
    opened.store.rollups.readRollups({ seconds: 60, from: 0, to: Number.MAX_SAFE_INTEGER, unit, key })
  const submit = (statistics: Statistics, tokenIds: readonly number[], sender: string) => {
    const entries = tokenIds.map((tokenId) => ({ tokenId, payload: '"héllo"' }) as LogEntry)
    const [recipients, senders] = [tokenIds.map(() => 3), tokenIds.map(() => sender)]
    statistics.onAnnouncement({ kind: 'appended', entries, recipients, senders })
  }

  it('count requests, refusals, notifications and bytes of senders and hooks, and acks of tokens', async () => {
    const statistics = open('a')
    submit(statistics, [news, chat], 'one')
    submit(statistics, [news], 'hook-0123456789abcdef')
    for (const status of [201, 201, 429]) statistics.countAnswer('one', status)
    statistics.countAnswer('hook-0123456789abcdef', 200)
    statistics.countAnswer(undefined, 401)
    ack(statistics, news, [100, 200])
    await statistics.flush({ online: 0, refused: 2 })
    expect(await readParty('sender', 'one')).toMatchObject([
      { requests: 3, refused: 1, accepted: 2, recipients: 6, bytes: 16, acked: 0 },
    ])
    expect(await readParty('hook', '0123456789abcdef')).toMatchObject([
      { requests: 1, refused: 0, accepted: 1 },
    ])
    expect(await readParty('token', String(news))).toMatchObject([{ accepted: 2, acked: 2, bytes: 16 }])
    expect(await read(60)).toMatchObject([{ requests: 5, refused: 2, accepted: 3, bytes: 24 }])
  })

  it('are written for the largest of a minute, and counted for a limited number', async () => {
    const statistics = open('a')
    const many = LIMITS.statisticsPartiesWritten + 5
    for (let place = 0; place < many; place += 1)
      for (let time = 0; time <= place; time += 1) statistics.countAnswer(`sender ${place}`, 201)
    await statistics.flush({ online: 0, refused: 0 })
    expect(await readParty('sender', 'sender 4')).toEqual([])
    expect(await readParty('sender', 'sender 5')).toMatchObject([{ requests: 6 }])
    for (let place = 0; place < LIMITS.statisticsParties + 5; place += 1)
      for (let time = 0; time < 100; time += 1) statistics.countAnswer(`other ${place}`, 201)
    await statistics.flush({ online: 0, refused: 0 })
    expect(await readParty('sender', `other ${LIMITS.statisticsParties}`)).toEqual([])
    const range = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 500 }
    const top = await opened.store.rollups.listTop({ unit: 'sender', by: 'requests', seconds: 60, ...range })
    expect(top.length).toBeLessThanOrEqual(2 * LIMITS.statisticsPartiesWritten)
    expect(top[0]).toMatchObject({ requests: 100 })
  })
})
