import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'
import { findOrStart } from '../server/testing/postgresql-server.ts'
import type { ServerProcess } from '../server/testing/server-process.ts'
import { expireHalf, fill } from './interference/fill.ts'
import { becomeOperator, listJobs, untilIndexed } from './interference/jobs.ts'
import { type Probed, probe } from './interference/probe.ts'
import { readEventLoopDelay } from './kit/event-loop-delay.ts'
import { type BenchOptions, isWanted, readOptions } from './kit/options.ts'
import { prepareServer } from './kit/start-server.ts'
import { printMachine, printTable, thousands } from './kit/table.ts'

const ROWS = 1_000_000
const ROWS_QUICK = 5000
const PAYLOAD_BYTES = 200
const SWEEP_SECONDS = 60
const SWEEP_BEGINS_SECONDS = 31
const COLUMNS = [
  ...['job', 'took s', 'health p99 ms', 'health max ms', 'send p50 ms', 'send p99 ms', 'send p99 ×'],
  ...['loop delay p99 ms', 'loop delay max ms', 'memory + MB'],
]

type Setting = { name: string; databaseUrl?: string }
type Measured = Probed & { name: string; delay: { p99: number; max: number } }

/** Measures how each job that walks many rows affects health and sends, on either database. */
async function main(options: BenchOptions): Promise<void> {
  printMachine()
  if (isWanted(options, 'sqlite')) await measure({ name: 'sqlite' }, options)
  if (!isWanted(options, 'postgresql')) return
  const postgresql = await findOrStart({ durable: true })
  try {
    await measure({ name: 'postgresql', databaseUrl: postgresql.url }, options)
  } finally {
    await postgresql.stop()
  }
}

async function measure({ name, databaseUrl }: Setting, options: BenchOptions): Promise<void> {
  const rows = options.rows ?? (options.quick ? ROWS_QUICK : ROWS)
  const server = await prepareServer(options, databaseUrl === undefined ? {} : { databaseUrl })
  try {
    const { dataDirectory } = server
    const opening = databaseUrl === undefined ? { dataDirectory } : { dataDirectory, databaseUrl }
    await (await openStore({ ...opening, clock: systemClock })).close()
    const url = databaseUrl ?? pathToFileURL(join(dataDirectory, 'aoi.db')).href
    const filledAt = performance.now()
    await fill(url, { rows, payloadBytes: PAYLOAD_BYTES })
    const seconds = Math.round((performance.now() - filledAt) / 1000)
    console.log(`\n${name}: ${thousands(rows)} notifications, filled in ${seconds} s`)
    const measured = await measureJobs(server, { rows, options })
    if (isWanted(options, 'sweep') || options.only.includes(name))
      measured.push(await measureSweep(server, { url, options }))
    printResults(measured)
  } finally {
    await server.remove()
  }
}

type Run = { rows: number; options: BenchOptions }

async function measureJobs(server: ServerProcess, { rows, options }: Run): Promise<Measured[]> {
  await server.begin().ready
  const setupCode = /enter ([\w-]+)/.exec(server.output)?.[1] ?? ''
  const operator = await becomeOperator(server.url, setupCode)
  const target = await prepareTarget(server)
  const indexedFrom = performance.now()
  await untilIndexed(operator)
  console.log(`  texts indexed in ${Math.round((performance.now() - indexedFrom) / 1000)} s`)
  const measured: Measured[] = []
  for (const job of listJobs({ rows, quick: options.quick })) {
    await readEventLoopDelay(server)
    const probed = await probe(target, () => job.run(operator))
    const delay = await readEventLoopDelay(server)
    measured.push({ ...probed, name: job.name, delay })
    console.log(`  ${job.name}: ${probed.seconds.toFixed(1)} s, send p99 ${probed.sendP99.toFixed(1)} ms`)
  }
  return measured
}

async function measureSweep(
  server: ServerProcess,
  { url, options }: { url: string; options: BenchOptions },
): Promise<Measured> {
  await server.run.end('SIGTERM')
  const expired = await expireHalf(url)
  await server.begin().ready
  const target = await prepareTarget(server)
  await sleep(SWEEP_BEGINS_SECONDS * 1000)
  await readEventLoopDelay(server)
  const probed = await probe(target, () => sleep((options.quick ? 2 : SWEEP_SECONDS) * 1000))
  const delay = await readEventLoopDelay(server)
  return { ...probed, name: `sweep of ${thousands(expired)} expired`, delay }
}

async function prepareTarget(server: ServerProcess) {
  const key = await server.createKey('probe')
  const { url, run } = server
  const post = async (path: string, body: object, authorization: string) => {
    const headers = { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) }
    const answered = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answered.ok) throw new Error(`${path}: ${answered.status} ${await answered.text()}`)
    return (await answered.json()) as Record<string, string>
  }
  const client = await post('/api/v1/aoi-clients', { messageType: 'aoiClientRegistrationReq' }, '')
  const credential = Buffer.from(`${client.aoiClientId}:${client.aoiClientSecret}`).toString('base64')
  const { aoiClientId } = client
  const body = { messageType: 'clientAppRegistrationReq', aoiClientId, ApplicationName: 'probe' }
  const app = await post('/api/v1/client-app-registrations', body, `Basic ${credential}`)
  return { url, processId: run.processId, key, clientAppToken: String(app.clientAppToken) }
}

function printResults(measured: readonly Measured[]): void {
  const base = measured[0]?.sendP99 ?? Number.NaN
  const fixed = (value: number) => value.toFixed(1)
  printTable(
    COLUMNS,
    measured.map((row) => [
      ...[row.name, fixed(row.seconds), fixed(row.healthP99), fixed(row.healthMax)],
      ...[fixed(row.sendP50), fixed(row.sendP99), (row.sendP99 / base).toFixed(2)],
      ...[fixed(row.delay.p99), fixed(row.delay.max), fixed(row.growth)],
    ]),
  )
}

await main(readOptions())
