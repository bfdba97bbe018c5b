import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { LIMITS } from '../protocol/limits.ts'
import type { DashboardStore } from '../server/core/dashboard/dashboard-store.ts'
import { openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'

const NOTIFICATIONS = 1_000_000
const REGISTRATIONS = 200_000
const TOKENS = 2000
const CLIENTS = 20_000
const APPLICATIONS = 50
const REFUSALS = 200_000
const AUDIT_EVENTS = 200_000
const SERVER_APPLICATIONS = 200
const ROUNDS = 40
const LIMIT = 50
const DEEP_PAGES = 20
const PERCENTS = [50, 95] as const
const MOST_P95_MILLISECONDS = 50
const HOUR = 3_600_000

/**
 * Measures an operator’s lists with a million notifications on the embedded database: p50 and p95 of each query in
 * milliseconds. Fails when a p95 is longer than an operator should wait.
 */
async function main(): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  try {
    await (await openStore({ dataDirectory, clock: systemClock })).close()
    const startedAt = performance.now()
    await fill(`file:${join(dataDirectory, 'aoi.db')}`)
    console.log(`filled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    const store = await openStore({ dataDirectory, clock: systemClock })
    const slow = await measureAll(store.dashboard)
    await store.close()
    if (slow.length > 0) process.exitCode = 1
    console.log(
      slow.length === 0
        ? `every p95 is within ${MOST_P95_MILLISECONDS} ms`
        : `above ${MOST_P95_MILLISECONDS} ms: ${slow.join('; ')}`,
    )
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** Fills in the rows of an installation that has run for a week. The database generates them itself. */
async function fill(url: string): Promise<void> {
  const database = await new PrismaLibSql({ url }).connect()
  const now = Date.now()
  const series = (rows: number) =>
    `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${rows})`
  const statements = [
    `INSERT INTO "ServerApplication" VALUES ('bench', 'bench', ${now})`,
    `${series(CLIENTS)} INSERT INTO "AoiClient" ("id", "secretHash", "name", "platform", "createdAt", "lastSeenAt")
      SELECT printf('ac_%022d', i), '${'1'.repeat(64)}', 'device ' || i, 'bench', ${now} - i * 10, ${now} - i FROM s`,
    `${series(TOKENS)} INSERT INTO "ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope",
      "headSeq", "memberCount", "createdAt")
      SELECT i, printf('g1%043d', i), 'shared', 'com.example.app' || (i % ${APPLICATIONS}), '',
        ${NOTIFICATIONS / TOKENS}, ${REGISTRATIONS / TOKENS}, ${now} - i FROM s`,
    `${series(REGISTRATIONS)} INSERT INTO "Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")
      SELECT printf('ac_%022d', 1 + (i / ${TOKENS} * 97 + i) % ${CLIENTS}), 1 + i % ${TOKENS}, 0, i % 500, ${now} - i FROM s
      WHERE true ON CONFLICT DO NOTHING`,
    `${series(NOTIFICATIONS)} INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds",
      "acceptedAt", "expiresAt", "recipients", "acked", "serverApplicationId")
      SELECT 1 + i % ${TOKENS}, 1 + i / ${TOKENS},
        printf('%08x-%04x-7000-8000-%012x', (${now} - i * 500) / 65536, (${now} - i * 500) % 65536, i),
        '{"text":"a notification of the bench"}', 'normal', 86400, ${now} - i * 500, ${now} - i * 500 + 86400000, 100,
        i % 101, 'bench' FROM s WHERE i < ${NOTIFICATIONS}`,
    `${series(REFUSALS)} INSERT INTO "RegistrationRefusal" ("aoiClientId", "applicationName", "code", "reason", "at")
      SELECT printf('ac_%022d', 1 + i % ${CLIENTS}), 'com.example.app' || (i % ${APPLICATIONS}),
        CASE WHEN i % 3 = 0 THEN '429' ELSE '400' END, 'refused by the bench', ${now} - (${REFUSALS} - i) * 1000 FROM s`,
    `${series(AUDIT_EVENTS)} INSERT INTO "AuditEvent" ("actor", "action", "subject", "detail", "at")
      SELECT 'operator' || (i % 20) || '@example.com', CASE WHEN i % 9 = 0 THEN 'token.reveal' ELSE 'apiKey.create' END,
        'key' || i, 'of the bench', ${now} - (${AUDIT_EVENTS} - i) * 1000 FROM s`,
    `${series(SERVER_APPLICATIONS)} INSERT INTO "ServerApplication"
      SELECT 'application' || i, 'application ' || i, ${now} FROM s`,
    `${series(SERVER_APPLICATIONS)} INSERT INTO "ApiKey" ("id", "secretHash", "grants", "createdAt", "serverApplicationId")
      SELECT 'key' || i, printf('%064d', i), '["com.example.*"]', ${now} - i, 'application' || i FROM s`,
    'ANALYZE',
  ]
  for (const statement of statements) await database.executeScript(statement)
  await database.dispose()
}

type Page = { nextCursor?: string; rows: unknown[] }

type Query = (cursor: string | undefined) => Promise<Page>

/** Returns the names of the queries that were too slow. */
async function measureAll(store: DashboardStore): Promise<string[]> {
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

async function measure(query: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    await query()
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  return PERCENTS.map((percent) => times[Math.ceil((percent / 100) * ROUNDS) - 1] ?? 0)
}

await main()
