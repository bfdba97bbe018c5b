import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { DashboardStore } from '../server/core/dashboard/dashboard-store.ts'
import { openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'

const NOTIFICATIONS = 1_000_000
const REGISTRATIONS = 200_000
const TOKENS = 2000
const CLIENTS = 20_000
const APPLICATIONS = 50
const ROUNDS = 40
const LIMIT = 50
const DEEP_PAGES = 20
const PERCENTS = [50, 95] as const

/** What an operator’s lists cost at a million notifications: p50 and p95 of each query, milliseconds, on the embedded database. */
async function main(): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  try {
    await (await openStore({ dataDirectory, clock: systemClock })).close()
    const startedAt = performance.now()
    await fill(`file:${join(dataDirectory, 'aoi.db')}`)
    console.log(`filled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    const store = await openStore({ dataDirectory, clock: systemClock })
    await measureAll(store.dashboard)
    await store.close()
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** Rows as an installation has them after a week, made by the database itself. */
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
    'ANALYZE',
  ]
  for (const statement of statements) await database.executeScript(statement)
  await database.dispose()
}

type Page = { nextCursor?: string; rows: unknown[] }

async function measureAll(store: DashboardStore): Promise<void> {
  const now = Date.now()
  const notifications = (filter: object) => (cursor: string | undefined) =>
    store.listNotifications({ now, filter, oldestFirst: false, limit: LIMIT, cursor })
  const queries: Record<string, (cursor: string | undefined) => Promise<Page>> = {
    notifications: notifications({}),
    'notifications, application': notifications({ applicationName: 'com.example.app7' }),
    'notifications, application.*': notifications({ applicationName: 'com.example.*' }),
    'notifications, token': notifications({ tokenId: 7 }),
    'notifications, pending': notifications({ pending: true }),
    'notifications, expired': notifications({ state: 'expired' }),
    'notifications, cancelled (none)': notifications({ state: 'cancelled' }),
    'notifications, day before': notifications({ acceptedTo: now - 86_400_000 }),
    tokens: (cursor) => store.listTokens({ filter: {}, limit: LIMIT, cursor }),
    'tokens, fingerprint': (cursor) =>
      store.listTokens({ filter: { fingerprint: 'a1' }, limit: LIMIT, cursor }),
    members: (cursor) => store.listMembers({ tokenId: 7, limit: LIMIT, cursor }),
    'AOI Clients': (cursor) => store.listAoiClients({ filter: {}, oldestFirst: false, limit: LIMIT, cursor }),
    'AOI Clients, name': (cursor) =>
      store.listAoiClients({ filter: { name: 'device 19' }, oldestFirst: false, limit: LIMIT, cursor }),
    registrations: (cursor) => store.listRegistrations({ filter: {}, limit: LIMIT, cursor }),
    'registrations, application': (cursor) =>
      store.listRegistrations({ filter: { applicationName: 'com.example.app7' }, limit: LIMIT, cursor }),
  }
  console.log(`${'query'.padEnd(34)}  first p50   p95   deep p50   p95   (ms)`)
  for (const [name, query] of Object.entries(queries)) {
    const first = await measure(() => query(undefined))
    const cursor = await walk(query)
    const deep = await measure(() => query(cursor))
    console.log(`${name.padEnd(34)}  ${first.join(' ')}    ${deep.join(' ')}`)
  }
}

async function walk(query: (cursor: string | undefined) => Promise<Page>): Promise<string | undefined> {
  let cursor: string | undefined
  for (let page = 0; page < DEEP_PAGES; page += 1) cursor = (await query(cursor)).nextCursor ?? cursor
  return cursor
}

async function measure(query: () => Promise<unknown>): Promise<string[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    await query()
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  return PERCENTS.map((percent) =>
    (times[Math.ceil((percent / 100) * ROUNDS) - 1] ?? 0).toFixed(1).padStart(8),
  )
}

await main()
