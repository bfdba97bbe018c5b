import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statisticsSchema } from '#protocol/dashboard/statistics.ts'
import type { TimeRange } from '#protocol/dashboard/time-range.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { RollupSeconds } from '#server/core/statistics/rollups.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const HOUR = 3_600_000
const NEWS = 'com.example.news'

describe('the statistics of the dashboard', () => {
  let door: BareDoor
  let viewer: SignedIn

  const ask = (query: Record<string, string>) =>
    callDashboard(door, { operation: 'readStatistics', as: viewer, query })
  const read = async (range: TimeRange, key?: string) => {
    const party = key === undefined ? {} : { unit: 'application', key }
    return statisticsSchema.parse(await (await ask({ range, ...party })).json())
  }
  /** Writes counts for the period `ago` (ms), of one application and of all. */
  const write = async (writer: string, { seconds, ago }: { seconds: RollupSeconds; ago: number }) => {
    const { clock, rollups } = door.services.context
    const times = new TimeHistogram()
    for (let time = 1; time <= 100; time += 1) times.add(time * 100)
    const outcomes = { expired: 7, refused: 3, backlog: writer === 'one' ? 50 : 20 }
    const at = clock.now() - ago
    const counts = {
      accepted: 10,
      recipients: 200,
      acked: 100,
      onlineSeconds: seconds * 4,
      times,
      ...outcomes,
    }
    const period = { seconds, startedAt: at - (at % (seconds * 1000)), ...counts }
    const of = { ...period, unit: 'application', key: NEWS, onlineSeconds: 0, refused: 0 } as const
    await rollups.writeRollups({ writer, rollups: [{ ...period, unit: 'all', key: '' }, of] })
  }

  beforeAll(async () => {
    door = await openBareDoor()
    viewer = await signInAs(door, 'viewer')
  })
  afterAll(() => door.close())

  it('are points without holes, which are unknown where no server has written anything', async () => {
    const { points, before, pointSeconds, sumBefore } = await read('7d')
    expect([points.length, before.length, pointSeconds]).toEqual([168, 168, 3600])
    const starts = [...before, ...points].map(({ startedAt }) => Date.parse(startedAt))
    expect(new Set(starts.slice(1).map((at, place) => at - (starts[place] ?? 0)))).toEqual(new Set([HOUR]))
    expect(points.slice(0, -1).every(({ isKnown }) => !isKnown)).toBe(true)
    expect(sumBefore).toBeUndefined()
  })

  it('sum up the minutes of a point over all nodes, with percentiles of all their acks', async () => {
    await write('one', { seconds: 60, ago: 2 * HOUR })
    await write('other', { seconds: 60, ago: 2 * HOUR })
    const { points, sum } = await read('24h')
    const filled = points.filter(({ accepted }) => accepted > 0)
    expect(filled).toMatchObject([{ accepted: 20, recipients: 400, acked: 200 }])
    // Nodes measure the same backlog, so it does not add up.
    expect(filled).toMatchObject([{ expired: 14, refused: 6, backlog: 50 }])
    const [point] = filled
    for (const [value, exact] of [
      [point?.p50Ms, 5000],
      [point?.p95Ms, 9500],
      [point?.p99Ms, 9900],
    ] as const)
      expect(Math.abs((value ?? 0) - exact) / exact).toBeLessThan(0.05)
    expect(sum).toMatchObject({ accepted: 20, acked: 200, p95Ms: point?.p95Ms })
    // Two nodes with four AOI Clients each, in one minute of five.
    expect(point?.online).toBe(1.6)
  })

  it('of one application have only its counts, and the ranges name the largest applications', async () => {
    await write('one', { seconds: 3600, ago: 30 * HOUR })
    const week = await read('7d', NEWS)
    expect(week.sum).toMatchObject({ accepted: 10 })
    expect(week.applications).toEqual([NEWS])
    expect(week.points.every(({ online }) => online === undefined)).toBe(true)
    expect((await read('7d', 'org.other')).sum).toEqual({
      ...{ accepted: 0, recipients: 0, acked: 0, expired: 0, backlog: 0 },
    })
  })

  it('compare a range with the period before, point by point', async () => {
    await write('one', { seconds: 3600, ago: 40 * HOUR })
    const to = new Date(door.services.context.clock.now() - 24 * HOUR).toISOString()
    const from = new Date(Date.parse(to) - 14 * 24 * HOUR).toISOString()
    const { points, before, sum, sumBefore } = statisticsSchema.parse(await (await ask({ from, to })).json())
    expect(before).toHaveLength(points.length)
    expect(sum.accepted).toBeGreaterThanOrEqual(20)
    expect(sumBefore).toBeUndefined()
    const short = await ask({
      from: new Date(Date.parse(to) - 16 * HOUR + HOUR).toISOString(),
      to: new Date(Date.parse(to)).toISOString(),
    })
    const compared = statisticsSchema.parse(await short.json())
    expect(compared.pointSeconds).toBe(3600)
    expect(compared.sum.accepted).toBe(10)
    expect(compared.sumBefore?.accepted).toBe(10)
    expect(compared.before.filter(({ isKnown }) => isKnown)).toMatchObject([{ accepted: 10, p50Ms: 5055.5 }])
  })

  it.each([
    [{ range: 'year' }, 'range'],
    [{}, 'range'],
    [{ from: '2026-01-01', to: '2026-01-02T00:00:00Z' }, 'from'],
    [{ range: '1h', unit: 'application' }, 'key'],
    [{ range: '1h', key: NEWS }, 'unit'],
  ])('refuse %j, and name %s', async (query, name) => {
    const refused = await ask(query)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ desc: expect.stringContaining(name) })
  })
})
