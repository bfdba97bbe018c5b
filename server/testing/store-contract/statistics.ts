import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import { atOnce } from '#server/core/pacer.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Rollup, RollupSeconds } from '#server/core/statistics/rollups.ts'
import { StatisticsUpkeep } from '#server/core/statistics/statistics-upkeep.ts'
import { TestClock } from '../test-clock.ts'
import {
  ack,
  addMember,
  type ContractStore,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  type StoreTest,
  send,
  WEATHER,
} from './actors.ts'

const CHAT = 'com.example.chat'
const MINUTE = 60_000
const DAY = 86_400_000

/** The upkeep of one node that begins to work at `at`. */
function openUpkeep(store: ContractStore, { at, holder }: { at: number; holder?: string }) {
  const clock = new TestClock(at)
  const { rollups, schedule } = store
  const upkeep = new StatisticsUpkeep({ store: rollups, leases: schedule, clock, turn: atOnce, holder })
  return { clock, step: () => upkeep.step() }
}

function read(store: ContractStore, seconds: RollupSeconds, key?: string): Promise<Rollup[]> {
  const unit = key === undefined ? 'all' : 'application'
  const range = { from: 0, to: Number.MAX_SAFE_INTEGER }
  return store.rollups.readRollups({ seconds, ...range, unit, key: key ?? '' })
}

/** Sends to a token with this many members, of which some ack. */
async function sendTo(
  store: ContractStore,
  input: { applicationName?: string; members: number; acks: number; ttlSeconds: number },
): Promise<{ id: string }> {
  const { applicationName = WEATHER, members, acks, ttlSeconds } = input
  const clientAppToken = newTokenName()
  const all = []
  for (let place = 0; place < members; place += 1)
    all.push(await addMember(store, { clientAppToken, applicationName }))
  const notification = notificationTo(clientAppToken, { ttlSeconds })
  await store.append([requestOf([notification], { grants: [applicationName] })])
  for (const member of all.slice(0, acks)) await ack(store, member, { toSeq: 1 })
  return notification
}

/** Statistics from the log, and rollups that become fewer. */
export function describeStatistics(it: StoreTest): void {
  describe('the statistics of the log', () => {
    it('count a recipient as expired in the minute in which its notification expires without its ack', async ({
      store,
    }) => {
      await sendTo(store, { members: 3, acks: 1, ttlSeconds: 61 })
      await sendTo(store, { members: 2, acks: 2, ttlSeconds: 61 })
      await sendTo(store, { applicationName: CHAT, members: 1, acks: 0, ttlSeconds: 119 })
      await sendTo(store, { applicationName: SIMULATION_APPLICATION, members: 5, acks: 0, ttlSeconds: 61 })
      const { id } = await sendTo(store, { members: 5, acks: 0, ttlSeconds: 61 })
      await store.cancelNotification({ id, at: START })
      await sendTo(store, { members: 4, acks: 0, ttlSeconds: 3600 })
      const { clock, step } = openUpkeep(store, { at: START + 2 * MINUTE })
      await step()
      expect(await read(store, 60, CHAT)).toEqual([])
      clock.advance(MINUTE)
      await step()
      expect(await read(store, 60)).toMatchObject([
        { startedAt: START + MINUTE, expired: 3 },
        { startedAt: START + 2 * MINUTE, expired: 0, backlog: 4 },
      ])
      for (const seconds of [60, 3600, 86_400] as const) {
        expect((await read(store, seconds, WEATHER))[0]).toMatchObject({ expired: 2 })
        expect(await read(store, seconds, CHAT)).toMatchObject([{ expired: 1 }])
        expect(await read(store, seconds, SIMULATION_APPLICATION)).toEqual([])
      }
      clock.advance(3_600_000)
      await step()
      expect(await read(store, 86_400)).toMatchObject([{ expired: 7 }])
    })

    it('count nothing twice after a restart, or when two nodes count at the same time', async ({ store }) => {
      await sendTo(store, { members: 2, acks: 0, ttlSeconds: 60 })
      await sendTo(store, { members: 1, acks: 0, ttlSeconds: 180 })
      const at = START + 3 * MINUTE
      await openUpkeep(store, { at }).step()
      await Promise.all([openUpkeep(store, { at }).step(), openUpkeep(store, { at }).step()])
      await openUpkeep(store, { at: at + 2 * MINUTE }).step()
      await openUpkeep(store, { at: at + 2 * MINUTE }).step()
      expect(await read(store, 60)).toMatchObject([{ expired: 2 }, { expired: 1 }])
      expect(await read(store, 86_400)).toMatchObject([{ expired: 3 }])
    })

    it('are the work of one node at a time', async ({ store }) => {
      await sendTo(store, { members: 2, acks: 0, ttlSeconds: 60 })
      const at = START + 3 * MINUTE
      await store.schedule.takeLease({ name: 'statistics', holder: 'other', at, endsAt: at + 20_000 })
      const { clock, step } = openUpkeep(store, { at, holder: 'this' })
      await step()
      expect(await read(store, 60)).toEqual([])
      clock.advance(20_000)
      await step()
      expect(await read(store, 60)).toMatchObject([{ expired: 2 }])
    })

    it('leave out what expired long before the server began to count', async ({ store }) => {
      await sendTo(store, { members: 2, acks: 0, ttlSeconds: 60 })
      await openUpkeep(store, { at: START + (LIMITS.statisticsLookBackSeconds + 121) * 1000 }).step()
      expect(await read(store, 60)).toEqual([])
    })

    it('measure the backlog, and keep the largest of a period', async ({ store }) => {
      const clientAppToken = newTokenName()
      const members = [await addMember(store, { clientAppToken }), await addMember(store, { clientAppToken })]
      for (let seq = 1; seq <= 3; seq += 1) await send(store, { clientAppToken, ttlSeconds: 10_000 })
      const { clock, step } = openUpkeep(store, { at: START })
      await step()
      expect(await read(store, 60, WEATHER)).toMatchObject([{ backlog: 6 }])
      for (const member of members) await ack(store, member, { toSeq: 2 })
      clock.advance((LIMITS.statisticsBacklogSeconds - 1) * 1000)
      await step()
      expect(await read(store, 60)).toHaveLength(1)
      clock.advance(1000)
      await step()
      expect(await read(store, 60)).toMatchObject([{ backlog: 6 }, { backlog: 2 }])
      expect(await read(store, 3600)).toMatchObject([{ backlog: 6 }])
    })
  })

  describe('the rollups of several processes', () => {
    const write = (store: ContractStore, writer: string, startedAt: number) => {
      const times = new TimeHistogram()
      times.add(100)
      const counts = {
        accepted: 2,
        recipients: 6,
        acked: 1,
        onlineSeconds: 7,
        expired: 0,
        refused: 3,
        backlog: 0,
        requests: 5,
        bytes: 40,
      }
      const rollup = { seconds: 86_400, startedAt, unit: 'all', key: '', ...counts, times } as const
      const rollups = [rollup, { ...rollup, unit: 'application', key: WEATHER } as const]
      return store.rollups.writeRollups({ writer, rollups })
    }
    const sums = async (store: ContractStore, key?: string) =>
      (await read(store, 86_400, key)).map(({ times, ...sum }) => ({ ...sum, acks: times.total }))

    it('become one row with the same sums, a day after their period', async ({ store }) => {
      const startedAt = START - (START % DAY)
      for (const writer of ['one', 'two', 'three']) await write(store, writer, startedAt)
      await store.rollups.writeLogCounts({
        ...{ writer: 'expired', startedAt, counts: [{ unit: 'all', key: '', count: 9 }] },
      })
      const before = [await sums(store), await sums(store, WEATHER)]
      expect(before[0]).toMatchObject([
        { accepted: 6, refused: 9, requests: 15, bytes: 120, expired: 9, acks: 3 },
      ])
      const { clock, step } = openUpkeep(store, { at: startedAt + 2 * DAY - 1 })
      await step()
      const period = { seconds: 86_400, startedAt, rows: 100 } as const
      clock.advance(1)
      await step()
      expect([await sums(store), await sums(store, WEATHER)]).toEqual(before)
      expect(await store.rollups.compactRollups(period)).toBe(0)
      // A process that writes late adds to the sum.
      await write(store, 'four', startedAt)
      expect(await store.rollups.compactRollups(period)).toBe(4)
      expect(await sums(store)).toMatchObject([{ accepted: 8, expired: 9, acks: 4 }])
    })

    it('rank parties by their sums over processes', async ({ store }) => {
      const startedAt = START - (START % DAY)
      for (const writer of ['one', 'two']) await write(store, writer, startedAt)
      const range = { seconds: 86_400, from: startedAt, to: startedAt + DAY, unit: 'application' } as const
      const [first, ...others] = await store.rollups.listTop({ ...range, by: 'bytes', limit: 3 })
      expect(first).toMatchObject({ key: WEATHER, accepted: 4, bytes: 80, requests: 10, refused: 6 })
      expect(others).toEqual([])
      expect(await store.rollups.listTop({ ...range, by: 'expired', limit: 3 })).toEqual([])
      expect(await store.rollups.readTop({ ...range, by: 'bytes', keys: [WEATHER, 'none'] })).toEqual([
        { key: WEATHER, startedAt, count: 80 },
      ])
      const all = { seconds: 86_400, from: 0, to: startedAt + DAY } as const
      expect(await store.rollups.listWritten(all)).toEqual([startedAt])
    })

    it('become fewer in steps, also if two nodes do it at the same time', async ({ store }) => {
      const startedAt = START - (START % DAY)
      for (const writer of ['one', 'two', 'three']) await write(store, writer, startedAt)
      const before = [await sums(store), await sums(store, WEATHER)]
      const step = () => store.rollups.compactRollups({ seconds: 86_400, startedAt, rows: 2 })
      expect(await step()).toBe(2)
      expect([await sums(store), await sums(store, WEATHER)]).toEqual(before)
      await Promise.all([step(), step()])
      while ((await step()) > 0);
      expect([await sums(store), await sums(store, WEATHER)]).toEqual(before)
    })
  })
}
