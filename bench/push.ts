import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { ServerProcess } from '../server/testing/server-process.ts'
import { BENCH_APPLICATION, benchToken, fillSessions } from './kit/bench-sessions.ts'
import { readOptions } from './kit/options.ts'
import { cpuSeconds, residentBytes } from './kit/process-usage.ts'
import { prepareServer } from './kit/start-server.ts'
import { printMachine, printTable, type Sample, spread, thousands } from './kit/table.ts'
import { Worker } from './kit/worker.ts'
import type { VendorAnswer, VendorOrder } from './push/orders.ts'

const PROGRAM = fileURLToPath(new URL('./push/run-vendor.ts', import.meta.url))
const MEMBERS = 10_000
const QUICK_MEMBERS = 300
const CALM_SECONDS = 5
/** The others stay unconfirmed: their windows are large enough for all rounds. */
const CONFIRMED = 1000
/** The first rounds warm up the server. */
const WARM_UP = 2

type Vendor = Worker<VendorOrder, VendorAnswer>
type Round = { sentSeconds: number; sentCpu: number; confirmedCpu: number }

/**
 * Measures a notification to many members of one token that a push service delivers: messages per second, CPU and
 * memory of the server. The push service is a local process that accepts every message.
 */
async function main(): Promise<void> {
  const options = readOptions()
  const members = options.rows ?? (options.quick ? QUICK_MEMBERS : MEMBERS)
  printMachine()
  const server = await prepareServer(options, { env: { AOI_OUTBOUND_ALLOW: '127.0.0.1' } })
  const vendor: Vendor = new Worker(PROGRAM)
  try {
    await fillSessions(server.dataDirectory, { aoiClients: members, registrations: 1, members })
    const idleBytes = await measureIdle(server)
    await subscribe(server, vendor)
    await server.begin().ready
    await untilServed(server, members)
    await sleep(CALM_SECONDS * 1000)
    const memberBytes = (residentBytes(server.run.processId) - idleBytes) / members
    const rounds: Round[] = []
    for (let round = 0; round < WARM_UP + options.rounds; round += 1)
      rounds.push(await deliver(server, { vendor, members, round }))
    print(rounds.slice(WARM_UP), { members, memberBytes })
  } finally {
    await vendor.end()
    await server.run.end('SIGTERM')
    await server.remove()
  }
}

/** The memory of the server with the same database, before any member has a push service. Makes its VAPID key. */
async function measureIdle(server: ServerProcess): Promise<number> {
  await server.begin().ready
  await (await fetch(`${server.url}/wp/vapid-key`)).arrayBuffer()
  await sleep(CALM_SECONDS * 1000)
  const bytes = residentBytes(server.run.processId)
  await server.run.end('SIGTERM')
  return bytes
}

/** Gives every member a subscription at the push service. */
async function subscribe(server: ServerProcess, vendor: Vendor): Promise<void> {
  const { origin, p256dh, auth } = await vendor.ask({ kind: 'open' })
  await withDatabase(server, (database) =>
    database.executeScript(
      `INSERT INTO "PushSubscription" ("registrationId", "endpoint", "p256dh", "auth", "vapidKey", "createdAt")
        SELECT "id", '${origin}/push/' || "id", '${p256dh}', '${auth}', (SELECT "publicKey" FROM "VapidKey"), 1
        FROM "Registration"`,
    ),
  )
}

async function untilServed(server: ServerProcess, members: number): Promise<void> {
  for (;;) {
    const served = await withDatabase(server, async (database) => {
      const sql = 'SELECT COUNT(*) FROM "AoiClient" WHERE "nodeId" IS NOT NULL'
      return Number((await database.queryRaw({ sql, args: [], argTypes: [] })).rows[0]?.[0])
    })
    if (served >= members) return
    await sleep(500)
  }
}

async function withDatabase<Result>(
  { dataDirectory }: ServerProcess,
  work: (database: Awaited<ReturnType<PrismaLibSql['connect']>>) => Promise<Result>,
): Promise<Result> {
  const database = await new PrismaLibSql({ url: `file:${join(dataDirectory, 'aoi.db')}` }).connect()
  try {
    return await work(database)
  } finally {
    await database.dispose()
  }
}

/** Sends one notification to all members, and lets some of them confirm it. */
async function deliver(
  server: ServerProcess,
  { vendor, members, round }: { vendor: Vendor; members: number; round: number },
): Promise<Round> {
  const { processId } = server.run
  const key = await server.createKey(BENCH_APPLICATION)
  const confirmed = Math.min(members, CONFIRMED)
  const [startedAt, usedBefore] = [performance.now(), cpuSeconds(processId)]
  await send(server, key)
  await vendor.ask({ kind: 'await', messages: (round + 1) * members })
  const sentSeconds = (performance.now() - startedAt) / 1000
  // The answers to the last messages are read.
  await sleep(500)
  const usedBySending = cpuSeconds(processId)
  await vendor.ask({ kind: 'confirm', url: server.url, messages: confirmed })
  await sleep(500)
  const confirmedCpu = (cpuSeconds(processId) - usedBySending) / confirmed
  return { sentSeconds, sentCpu: usedBySending - usedBefore, confirmedCpu }
}

async function send({ url }: ServerProcess, key: string): Promise<void> {
  const answered = await fetch(`${url}/api/v1/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ messageType: 'notificationReq', clientAppToken: benchToken(0), ttl: 3600 },
      payload: { web_push: 8030, notification: { title: 'Door open', body: 'since five minutes' } },
    }),
  })
  if (answered.status !== 201) throw new Error(`the server answered ${answered.status}`)
}

function print(rounds: readonly Round[], of: { members: number; memberBytes: number }): void {
  const { members, memberBytes } = of
  const column = (value: (round: Round) => number): Sample => rounds.map(value)
  printTable(
    ['', 'messages/s', 'per CPU-second', 'CPU µs a message', 'CPU µs a confirmation', 'memory a member'],
    [
      [
        `${thousands(members)} members`,
        spread(
          column(({ sentSeconds }) => members / sentSeconds),
          thousands,
        ),
        spread(
          column(({ sentCpu }) => members / sentCpu),
          thousands,
        ),
        spread(
          column(({ sentCpu }) => (sentCpu / members) * 1e6),
          thousands,
        ),
        spread(
          column(({ confirmedCpu }) => confirmedCpu * 1e6),
          thousands,
        ),
        `${(memberBytes / 1024).toFixed(1)} KiB`,
      ],
    ],
  )
}

await main()
