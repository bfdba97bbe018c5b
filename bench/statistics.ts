import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LIMITS } from '../protocol/limits.ts'
import { TimeHistogram } from '../protocol/time-histogram.ts'
import { readStatistics } from '../server/core/statistics/read-statistics.ts'
import { readTop } from '../server/core/statistics/read-top.ts'
import {
  PARTY_UNITS,
  type Rollup,
  type RollupSeconds,
  type RollupUnit,
} from '../server/core/statistics/rollups.ts'
import { type OpenedStore, openStore } from '../server/db/open-store.ts'
import { systemClock as clock } from '../server/ops/system-clock.ts'
import { findOrStart } from '../server/testing/postgresql-server.ts'
import { createTemporaryPostgresqlDatabase } from '../server/testing/temporary-postgresql.ts'
import { readOptions } from './kit/options.ts'
import { analyzeRows, execute } from './lists/fill-rows.ts'
import { measure } from './lists/measure.ts'

const MOST_P95_MILLISECONDS = 250
const APPLICATION = 'application 1'

/** The periods that a server keeps. */
const KEPT: readonly [seconds: RollupSeconds, periods: number][] = [
  [60, LIMITS.rollupMinutesKeptSeconds / 60],
  [3600, LIMITS.rollupHoursKeptSeconds / 3600],
  [86_400, LIMITS.statisticsKeptSeconds / 86_400],
]

/**
 * Measures the charts and the rankings of the dashboard with every rollup that a server can keep, on both databases: p50
 * and p95 in milliseconds. Fails when a p95 is longer than an operator should wait.
 */
async function main(): Promise<void> {
  const { only } = readOptions()
  const alive = setInterval(() => undefined, 1000)
  let isSlow = false
  if (!only.includes('postgresql')) isSlow = await measureSqlite()
  if (!only.includes('sqlite')) isSlow = (await measurePostgresql()) || isSlow
  clearInterval(alive)
  if (isSlow) process.exitCode = 1
}

async function measureSqlite(): Promise<boolean> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  try {
    return await measureStore('SQLite', { dataDirectory })
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

async function measurePostgresql(): Promise<boolean> {
  const server = await findOrStart({ durable: true })
  process.env.TEST_DATABASE_URL = server.url
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  try {
    return await measureStore(`PostgreSQL: ${server.description}`, { dataDirectory: '', databaseUrl })
  } finally {
    await remove()
    await server.stop()
  }
}

async function measureStore(
  name: string,
  place: { dataDirectory: string; databaseUrl?: string },
): Promise<boolean> {
  const empty = await openStore({ ...place, clock })
  await fill(empty, place.databaseUrl ?? `file:${join(place.dataDirectory, 'aoi.db')}`)
  await empty.close()
  const store = await openStore({ ...place, clock })
  const ctx = { clock, rollups: store.rollups }
  console.log(name)
  let isSlow = false
  for (const [label, query] of [
    ['charts of an hour', () => readStatistics(ctx, { range: '1h' })],
    ['charts of a day', () => readStatistics(ctx, { range: '24h' })],
    [
      'charts of a day, one application',
      () => readStatistics(ctx, { range: '24h', ...party('application') }),
    ],
    ['charts of a week', () => readStatistics(ctx, { range: '7d' })],
    ['charts of 90 days', () => readStatistics(ctx, { range: '90d' })],
    ['applications of an hour', () => readTop(ctx, { range: '1h', unit: 'application', by: 'accepted' })],
    ['applications of a week', () => readTop(ctx, { range: '7d', unit: 'application', by: 'bytes' })],
    ['tokens of 90 days', () => readTop(ctx, { range: '90d', unit: 'token', by: 'recipients' })],
  ] as const) {
    const [p50 = 0, p95 = 0] = await measure(query)
    isSlow = isSlow || p95 > MOST_P95_MILLISECONDS
    console.log(`${label.padEnd(36)} p50 ${p50.toFixed(1).padStart(6)}  p95 ${p95.toFixed(1).padStart(6)}`)
  }
  await store.close()
  return isSlow
}

function party(unit: 'application') {
  return { unit, key: APPLICATION } as const
}

/** Writes the newest period of each length, of which the database makes all others. */
async function fill(store: OpenedStore, url: string): Promise<void> {
  const times = new TimeHistogram()
  for (let time = 1; time < 200; time += 1) times.add(time * time)
  const parties: [RollupUnit, string][] = [['all', '']]
  for (let place = 0; place < LIMITS.statisticsApplications; place += 1)
    parties.push(['application', `application ${place}`])
  for (const unit of PARTY_UNITS)
    for (let place = 0; place < LIMITS.statisticsPartiesWritten; place += 1)
      parties.push([unit, `${place + 1}`])
  for (const [seconds, periods] of KEPT) {
    const now = clock.now()
    const startedAt = now - (now % (seconds * 1000))
    const rollups = parties.map(([unit, key], place): Rollup => {
      const counts = { accepted: place, recipients: place * 4, acked: place * 3, expired: 1, refused: 1 }
      const others = { onlineSeconds: 60, backlog: 5, requests: place, bytes: place * 100 }
      const isTimed = unit === 'all' || unit === 'application'
      return {
        ...{ seconds, startedAt, unit, key, ...counts, ...others },
        times: isTimed ? times : new TimeHistogram(),
      }
    })
    await store.rollups.writeRollups({ writer: 'bench', rollups })
    await execute(url, [copyStatement(seconds, periods)])
  }
  await analyzeRows(url)
}

function copyStatement(seconds: number, periods: number): string {
  const counts =
    '"writer", "accepted", "recipients", "acked", "onlineSeconds", "expired", "refused", "backlog", "requests", "bytes", "times"'
  return `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${periods - 1})
    INSERT INTO "Rollup" ("unit", "key", "seconds", "startedAt", ${counts})
    SELECT "unit", "key", "seconds", "startedAt" - CAST(s.i AS BIGINT) * ${seconds * 1000}, ${counts}
    FROM "Rollup" CROSS JOIN s WHERE "seconds" = ${seconds}`
}

await main()
