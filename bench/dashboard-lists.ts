import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LIMITS } from '../protocol/limits.ts'
import type { DashboardStore } from '../server/core/dashboard/dashboard-store.ts'
import { type OpenedStore, openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'
import { findOrStart } from '../server/testing/postgresql-server.ts'
import { createTemporaryPostgresqlDatabase } from '../server/testing/temporary-postgresql.ts'
import { type BenchOptions, readOptions } from './kit/options.ts'
import { analyzeRows, fillRows, measureBytes } from './lists/fill-rows.ts'
import { measure } from './lists/measure.ts'
import { measureSearches } from './lists/measure-searches.ts'

const LIMIT = 50
const DEEP_PAGES = 20
const MOST_P95_MILLISECONDS = 50
const HOUR = 3_600_000

/**
 * Measures an operator’s lists and searches with a million notifications on both databases: p50 and p95 of each query
 * in milliseconds. Fails when a p95 is longer than an operator should wait. `--only sqlite` and `--only postgresql`
 * measure one database, `--only searches` no lists; `--rows` is the number of notifications.
 */
async function main({ only, rows }: BenchOptions): Promise<void> {
  // The timers of pauses do not keep the process alive.
  const alive = setInterval(() => undefined, 1000)
  const input = { withLists: !only.includes('searches'), rows }
  const slow = [
    ...(only.includes('postgresql') ? [] : await measureSqlite(input)),
    ...(only.includes('sqlite') ? [] : await measurePostgresql(input)),
  ]
  clearInterval(alive)
  if (slow.length > 0) process.exitCode = 1
  console.log(slow.length === 0 ? 'every p95 is within its limit' : `above the limit: ${slow.join('; ')}`)
}

type Input = { withLists: boolean; rows: number | undefined }

async function measureSqlite(input: Input): Promise<string[]> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  try {
    console.log('SQLite')
    return await measureStore({ dataDirectory }, input)
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

async function measurePostgresql(input: Input): Promise<string[]> {
  const server = await findOrStart({ durable: true })
  process.env.TEST_DATABASE_URL = server.url
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  try {
    console.log(`PostgreSQL: ${server.description}`)
    return await measureStore({ dataDirectory: '', databaseUrl }, input)
  } finally {
    await remove()
    await server.stop()
  }
}

/** Returns the names of the queries that were too slow. */
async function measureStore(
  place: { dataDirectory: string; databaseUrl?: string },
  { withLists, rows }: Input,
): Promise<string[]> {
  await (await openStore({ ...place, clock: systemClock })).close()
  const url = place.databaseUrl ?? `file:${join(place.dataDirectory, 'aoi.db')}`
  const startedAt = performance.now()
  await fillRows(url, rows)
  console.log(`filled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  const filled = await openStore({ ...place, clock: systemClock })
  await writeTerms(filled)
  await indexTexts(filled, url)
  await filled.close()
  // After the terms: with older counts, SQLite reads all AOI Clients to find the few that wait for terms.
  await analyzeRows(url)
  const store = await openStore({ ...place, clock: systemClock })
  const slow = [...(withLists ? await measureLists(store.dashboard) : []), ...(await measureSearches(store))]
  await store.close()
  return slow
}

async function writeTerms(store: OpenedStore): Promise<void> {
  const startedAt = performance.now()
  while ((await store.search.writeTerms(LIMITS.housekeepingRowsPerStep)) > 0);
  console.log(`terms of the search written in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** Builds the index of texts, and prints its size. */
async function indexTexts(store: OpenedStore, url: string): Promise<void> {
  const rows: number = LIMITS.textIndexStepRows
  const steps: number[] = []
  const bytesBefore = await measureBytes(url)
  for (let looked = rows; looked === rows; ) {
    const startedAt = performance.now()
    looked = await store.search.indexTexts({ look: 'first', before: Date.now(), rows })
    steps.push(performance.now() - startedAt)
  }
  const seconds = (steps.reduce((sum, step) => sum + step, 0) / 1000).toFixed(1)
  const p95 = steps.sort((a, b) => a - b)[Math.floor(steps.length * 0.95)]?.toFixed(1)
  const bytes = (await measureBytes(url)) - bytesBefore
  console.log(
    `texts indexed in ${seconds} s: ${steps.length} steps, p95 ${p95} ms; ${(bytes / 1e6).toFixed(1)} MB`,
  )
}

type Page = { nextCursor?: string; rows: unknown[] }

type Query = (cursor: string | undefined) => Promise<Page>

/** Returns the names of the queries that were too slow. */
async function measureLists(store: DashboardStore): Promise<string[]> {
  const slow: string[] = []
  console.log(`| query | first page p50 | p95 | page ${DEEP_PAGES + 1} p50 | p95 |\n|---|--:|--:|--:|--:|`)
  const queries = { ...queriesOfNotifications(store), ...queriesOfMembers(store), ...queriesOfRecords(store) }
  for (const [name, query] of Object.entries(queries)) {
    const first = await measure(() => query(undefined))
    const cursor = await walk(query)
    const deep = await measure(() => query(cursor))
    console.log(`| ${[name, ...[...first, ...deep].map((time) => time.toFixed(1))].join(' | ')} |`)
    if (Math.max(...first, ...deep) > MOST_P95_MILLISECONDS) slow.push(name)
  }
  return slow
}

function queriesOfNotifications(store: DashboardStore): Record<string, Query> {
  const now = Date.now()
  const notifications = (filter: object) => (cursor: string | undefined) =>
    store.listNotifications({ now, filter, oldestFirst: false, limit: LIMIT, cursor })
  return {
    notifications: notifications({}),
    'notifications, application': notifications({ applicationName: 'com.example.app7' }),
    'notifications, application.*': notifications({ applicationName: 'com.example.*' }),
    'notifications, token': notifications({ tokenId: 7 }),
    'notifications, pending': notifications({ pending: true }),
    'notifications, expired': notifications({ state: 'expired' }),
    'notifications, cancelled (none)': notifications({ state: 'cancelled' }),
    'notifications, day before': notifications({ acceptedTo: now - 24 * HOUR }),
  }
}

function queriesOfMembers(store: DashboardStore): Record<string, Query> {
  const page = (cursor: string | undefined) => ({ limit: LIMIT, cursor })
  const clients = (filter: object): Query => {
    return (cursor) => store.listAoiClients({ filter, oldestFirst: false, ...page(cursor) })
  }
  const registrations = (filter: object): Query => {
    return (cursor) => store.listRegistrations({ filter, ...page(cursor) })
  }
  return {
    tokens: (cursor) => store.listTokens({ filter: {}, ...page(cursor) }),
    'tokens, fingerprint': (cursor) => store.listTokens({ filter: { fingerprint: 'a1' }, ...page(cursor) }),
    'members of a token': (cursor) => store.listMembers({ tokenId: 7, ...page(cursor) }),
    'AOI Clients': clients({}),
    'AOI Clients, name': clients({ name: 'device 19' }),
    registrations: registrations({}),
    'registrations, application': registrations({ applicationName: 'com.example.app7' }),
  }
}

function queriesOfRecords(store: DashboardStore): Record<string, Query> {
  const now = Date.now()
  const page = (cursor: string | undefined) => ({ limit: LIMIT, cursor })
  const refusals = (filter: object): Query => {
    return (cursor) => store.listRefusals({ filter, ...page(cursor) })
  }
  const audit = (filter: object): Query => {
    return (cursor) => store.listAudit({ filter, ...page(cursor) })
  }
  const recent = { from: now - HOUR, now, rows: LIMITS.overviewWalkRows }
  return {
    refusals: refusals({}),
    'refusals, code': refusals({ code: '429' }),
    'refusals, application (none)': refusals({ applicationName: 'com.example.none' }),
    audit: audit({}),
    'audit, action': audit({ action: 'token.' }),
    'audit, actor (none)': audit({ actor: 'nobody' }),
    'Server Applications': (cursor) => store.listServerApplications({ now, ...page(cursor) }),
    'sums of the overview': async () => ({
      rows: [await store.sumUp({ ...recent, waitingSince: now - HOUR / 12 })],
    }),
    'deliveries of an AOI Client, an hour': async () => ({
      rows: await store.listFlightDeliveries({
        ...{
          aoiClientId: `ac_${'7'.padStart(22, '0')}`,
          from: now - HOUR,
          now,
          rows: LIMITS.flightDeliveries,
        },
      }),
    }),
  }
}

async function walk(query: (cursor: string | undefined) => Promise<Page>): Promise<string | undefined> {
  let cursor: string | undefined
  for (let page = 0; page < DEEP_PAGES; page += 1) cursor = (await query(cursor)).nextCursor ?? cursor
  return cursor
}

await main(readOptions())
