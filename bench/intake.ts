import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findOrStart } from '../server/testing/postgresql-server.ts'
import { createTemporaryPostgresqlDatabase } from '../server/testing/temporary-postgresql.ts'
import type { LoadResult } from './intake/load.ts'
import type { LoadJob } from './intake/run-load.ts'
import { PAYLOAD } from './intake/sending.ts'
import {
  openHooks,
  openNext,
  openPeer,
  openPushResource,
  openScheduled,
  openServer,
  openVariant,
  type Subject,
} from './intake/subjects.ts'
import { type BenchOptions, isWanted, readOptions } from './kit/options.ts'
import { cpuSeconds } from './kit/process-usage.ts'
import { printMachine, printTable, ratio, type Sample, spread, thousands } from './kit/table.ts'

const CEILING = 'no database (the ceiling)'
const IN_FLIGHT = [1, 16, 64, 256] as const

type Measured = LoadResult & { cpuMicroseconds: number }
type Results = Map<string, Measured[]>

/** Measures accepted notifications per second and their latency, by the number of requests in flight. */
async function main(options: BenchOptions): Promise<void> {
  printMachine()
  const postgresql = await findOrStart({ durable: true })
  process.env.TEST_DATABASE_URL = postgresql.url
  const databases: { databaseUrl: string; remove: () => Promise<void> }[] = []
  const subjects: Subject[] = []
  const makeDatabase = async () => {
    const database = await createTemporaryPostgresqlDatabase()
    databases.push(database)
    return { databaseUrl: database.databaseUrl }
  }
  try {
    for (const open of listSubjects(options, makeDatabase)) {
      const subject = await open()
      if (subject !== undefined) subjects.push(subject)
    }
    console.log(`PostgreSQL: ${postgresql.description}\n`)
    for (const inFlight of IN_FLIGHT) print(inFlight, await measureAll(subjects, { inFlight, options }))
  } finally {
    for (const subject of subjects) await subject.end()
    for (const database of databases) await database.remove()
    await postgresql.stop()
  }
}

type Open = () => Promise<Subject | undefined>

function listSubjects(options: BenchOptions, makeDatabase: () => Promise<{ databaseUrl: string }>): Open[] {
  const server = (name: string, tokens: 'one' | 'many') => openServer(options, { name, tokens })
  const { beside: checkout } = options
  const onPostgresql = async (name: string, tokens: 'one' | 'many') =>
    openServer(options, { name, tokens, ...(await makeDatabase()) })
  const subjects: Record<string, (name: string) => Promise<Subject | undefined>> = {
    [CEILING]: (name) => openVariant('none', { name }),
    'SQLite, one token': (name) => server(name, 'one'),
    'SQLite, 200 tokens': (name) => server(name, 'many'),
    'SQLite, push resource, unbound': (name) => openPushResource(options, { name, kind: 'unbound' }),
    'SQLite, push resource, bound': (name) => openPushResource(options, { name, kind: 'bound' }),
    'SQLite, push resource, bound, each verified': (name) =>
      openPushResource(options, { name, kind: 'boundAnew' }),
    'SQLite, 200 plain hooks': (name) => openHooks(options, name),
    'SQLite, 200 tokens, scheduled': (name) => openScheduled(options, name),
    'PostgreSQL, one token': (name) => onPostgresql(name, 'one'),
    'PostgreSQL, 200 tokens': (name) => onPostgresql(name, 'many'),
    'SQLite, one `create` a request': (name) => openVariant('create', { name }),
    'PostgreSQL, one `create` a request': async (name) =>
      openVariant('create', { name, ...(await makeDatabase()) }),
    'SQLite, through Next': openThroughNext,
    ...(checkout === undefined
      ? {}
      : {
          'SQLite, one token, the other checkout': (name: string) =>
            openServer(options, { name, tokens: 'one', checkout }),
          'PostgreSQL, one token, the other checkout': async (name: string) =>
            openServer(options, { name, tokens: 'one', checkout, ...(await makeDatabase()) }),
        }),
    redis: () => openPeer('redis', JSON.stringify(PAYLOAD)),
    nats: () => openPeer('nats', JSON.stringify(PAYLOAD)),
  }
  return Object.entries(subjects)
    .filter(([name]) => isWanted(options, name))
    .map(
      ([name, open]) =>
        () =>
          open(name),
    )
}

async function openThroughNext(name: string): Promise<Subject | undefined> {
  if (existsSync(fileURLToPath(new URL('../.next/BUILD_ID', import.meta.url)))) return openNext(name)
  console.log('Through Next: left out, because the pages are not built (npm run build)\n')
  return undefined
}

/** Measures round by round, so that changes of the machine affect all subjects. */
async function measureAll(
  subjects: readonly Subject[],
  input: { inFlight: number; options: BenchOptions },
): Promise<Results> {
  const results: Results = new Map()
  for (let round = 0; round < input.options.rounds; round += 1) {
    const turns = round % 2 === 0 ? subjects : subjects.toReversed()
    for (const subject of turns) {
      const measured = await measure(subject, input)
      results.set(subject.name, [...(results.get(subject.name) ?? []), measured])
    }
  }
  return results
}

async function measure(
  subject: Subject,
  { inFlight, options }: { inFlight: number; options: BenchOptions },
): Promise<Measured> {
  const { port, processId } = subject
  const speech = subject.speech()
  const times = options.quick
    ? { warmUpMilliseconds: 200, measuredMilliseconds: 500 }
    : { warmUpMilliseconds: 400, measuredMilliseconds: 1200 }
  const before = processId === undefined ? Number.NaN : cpuSeconds(processId)
  const result = await runLoad({ port, speech, inFlight, ...times })
  const after = processId === undefined ? Number.NaN : cpuSeconds(processId)
  const share = times.measuredMilliseconds / (times.warmUpMilliseconds + times.measuredMilliseconds)
  if (result.refused > 0) throw new Error(`${subject.name} refused ${result.refused} of ${result.stored}`)
  return { ...result, cpuMicroseconds: ((after - before) * share * 1e6) / result.stored }
}

function runLoad(job: LoadJob): Promise<LoadResult> {
  const child = fork(new URL('./intake/run-load.ts', import.meta.url))
  return new Promise<LoadResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('message', ({ result, failure }: { result?: LoadResult; failure?: string }) =>
      result === undefined ? reject(new Error(failure)) : resolve(result),
    )
    child.send(job)
  }).finally(() => child.kill())
}

function print(inFlight: number, results: Results): void {
  const ceiling = results.get(CEILING)?.map(perSecond)
  const milliseconds = (value: number) => value.toFixed(1)
  const rows = [...results].map(([name, measured]) => {
    const of = (value: (one: Measured) => number): Sample => measured.map(value)
    return [
      name,
      spread(of(perSecond), thousands),
      ratio(of(perSecond), ceiling),
      spread(
        of(({ p50 }) => p50),
        milliseconds,
      ),
      spread(
        of(({ p99 }) => p99),
        milliseconds,
      ),
      spread(
        of(({ cpuMicroseconds }) => cpuMicroseconds),
        thousands,
      ).replaceAll('NaN', '–'),
    ]
  })
  console.log(`${inFlight} in flight\n`)
  printTable(['', 'accepted/s', 'share of the ceiling', 'p50 ms', 'p99 ms', 'CPU µs each'], rows)
  console.log()
}

function perSecond({ stored, seconds }: LoadResult): number {
  return stored / seconds
}

await main(readOptions())
