import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statisticsSchema, topSchema } from '#protocol/dashboard/statistics.ts'
import type { TimeRange } from '#protocol/dashboard/time-range.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { RollupSeconds } from '#server/core/statistics/rollups.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { addMember, newTokenName } from '#server/testing/store-contract/actors.ts'

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
    const outcomes = { requests: 13, bytes: 700, expired: 7, refused: 3, backlog: writer === 'one' ? 50 : 20 }
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
      ...{ accepted: 0, recipients: 0, acked: 0, bytes: 0, expired: 0, backlog: 0 },
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

  it('are a report as CSV, with a line for each point and one for the whole range', async () => {
    await write('one', { seconds: 3600, ago: 3 * HOUR })
    const query = { range: '7d', unit: 'application', key: NEWS }
    const answered = await callDashboard(door, { operation: 'exportStatistics', as: viewer, query })
    expect(answered.headers.get('content-type')).toContain('text/csv')
    expect(answered.headers.get('content-disposition')).toMatch(
      /^attachment; filename="statistics-com\.example\.news-.+\.csv"$/,
    )
    const lines = (await answered.text()).trimEnd().split('\r\n')
    expect(lines).toHaveLength(170)
    const { sum } = await read('7d', NEWS)
    const total = lines.at(-1)?.split(',')
    expect(total?.slice(0, 1)).toEqual(['total'])
    expect(total?.slice(3, 7).map(Number)).toEqual([sum.accepted, sum.recipients, sum.acked, 0.5])
    const unknown = lines.filter((line) => /^point,[^,]+,[^,]+,+$/.test(line))
    expect(unknown.length).toBeGreaterThan(160)
  })

  it('rank parties by any of their counts, each with a name and a curve', async () => {
    const { clock, rollups } = door.services.context
    const member = await addMember(door.services.context.store, {
      ...{ clientAppToken: newTokenName(), applicationName: NEWS },
    })
    const startedAt = clock.now() - (clock.now() % 3_600_000)
    const counts = { accepted: 1, recipients: 2, acked: 1, onlineSeconds: 0, expired: 0, backlog: 0 }
    const row = {
      seconds: 3600,
      startedAt,
      ...counts,
      requests: 1,
      refused: 0,
      bytes: 9,
      times: new TimeHistogram(),
    }
    const rankOf = async (query: Record<string, string>) => {
      const answered = await callDashboard(door, {
        ...{ operation: 'readTop', as: viewer, query: { range: '24h', ...query } },
      })
      return topSchema.parse(await answered.json()).rows
    }
    await rollups.writeRollups({
      writer: 'ranks',
      rollups: [
        { ...row, seconds: 3600, unit: 'sender', key: 'small' },
        { ...row, seconds: 3600, unit: 'sender', key: 'large', requests: 8, bytes: 1 },
        { ...row, seconds: 3600, unit: 'token', key: String(member.tokenId) },
      ],
    })
    expect(await rankOf({ unit: 'sender', by: 'requests' })).toMatchObject([
      { key: 'large', requests: 8 },
      { key: 'small', requests: 1, bytes: 9 },
    ])
    expect((await rankOf({ unit: 'sender', by: 'bytes' })).map(({ key }) => key)).toEqual(['small', 'large'])
    expect(await rankOf({ unit: 'sender', by: 'refused' })).toEqual([])
    const [token] = await rankOf({ unit: 'token', by: 'recipients' })
    expect(token).toMatchObject({ name: expect.stringMatching(/^[0-9a-f]{6}$/), applicationName: NEWS })
    expect(token?.curve.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(JSON.stringify(token)).not.toContain(member.clientAppToken)
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
