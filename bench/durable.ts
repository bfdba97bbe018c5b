import { fileURLToPath } from 'node:url'
import { findOrStart } from '../server/testing/postgresql-server.ts'
import type { Shape } from './durable/broker.ts'
import { BROKERS } from './durable/brokers.ts'
import type { Answer, Order } from './durable/orders.ts'
import { aoiServer, brokerSubject, type Running, type Subject } from './durable/subjects.ts'
import { type BenchOptions, readOptions } from './kit/options.ts'
import { cpuSeconds, residentBytes } from './kit/process-usage.ts'
import { percentile, printMachine, printTable, spread, thousands } from './kit/table.ts'
import { Worker } from './kit/worker.ts'

const PROGRAM = fileURLToPath(new URL('./durable/run-load.ts', import.meta.url))
const US = 'AOI Server'
const OTHER_US = 'AOI Server of the other checkout'
const US_ON_POSTGRESQL = 'AOI Server, PostgreSQL'
const KIBIBYTE = 1024

/** `behind`: the messages that each member misses before it catches up. */
type Setting = Shape & { name: string; behind: number; seconds: number }
const FULL: readonly Setting[] = [
  { name: '300 groups of 3', groups: 300, members: 3, behind: 100, seconds: 3 },
  { name: 'a group of 200', groups: 1, members: 200, behind: 1000, seconds: 3 },
  { name: 'a group of 1,000', groups: 1, members: 1000, behind: 1000, seconds: 3 },
]
const QUICK: readonly Setting[] = [
  { name: '5 groups of 3', groups: 5, members: 3, behind: 20, seconds: 0.3 },
  { name: 'a group of 20', groups: 1, members: 20, behind: 100, seconds: 0.3 },
]

const FIGURES = {
  connecting: { title: 'CPU-ms to connect a member', write: (value: number) => value.toFixed(2) },
  one: { title: '1 in flight', write: thousands },
  many: { title: '32 in flight', write: thousands },
  catchUp: { title: 'catch-up', write: thousands },
  latency: { title: 'confirmed → last, p99', write: (value: number) => `${value.toFixed(1)} ms` },
  memory: { title: 'RSS a member', write: (value: number) => `${value.toFixed(1)} KiB` },
  disk: { title: 'disk a notification', write: (value: number) => `${thousands(value)} B` },
  lost: { title: 'lost by `kill -9`', write: (value: number) => String(value) },
} as const
type Figure = keyof typeof FIGURES
type Figures = Record<Figure, number>

/**
 * Compares servers that store a notification before they confirm it, and deliver it to members that acknowledge it:
 * acknowledged deliveries per CPU-second of the server, live and in catch-up.
 */
async function main(): Promise<void> {
  const options = readOptions()
  printMachine()
  const subjects = findSubjects(options)
  const isPostgresqlWanted = subjects.some(({ name }) => name === US_ON_POSTGRESQL)
  const postgresql = isPostgresqlWanted ? await findOrStart({ durable: true }) : undefined
  if (postgresql !== undefined) process.env.TEST_DATABASE_URL = postgresql.url
  try {
    await compare(subjects, options)
  } finally {
    await postgresql?.stop()
  }
}

async function compare(subjects: readonly Subject[], options: BenchOptions): Promise<void> {
  for (const { name, guarantee } of subjects) console.log(`${name}: ${guarantee}`)
  const settings = options.quick ? QUICK : FULL
  for (const setting of settings.filter(({ name }) => isSettingWanted(options, name))) {
    const rounds = new Map<string, Figures[]>(subjects.map(({ name }) => [name, []]))
    for (let round = 0; round < options.rounds; round += 1)
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed())
        rounds.get(subject.name)?.push(await measure(subject, setting))
    printResults(setting, rounds)
  }
}

/** `--only` names settings and subjects. */
function isSettingWanted({ only }: BenchOptions, name: string): boolean {
  const named = [...FULL, ...QUICK].filter((setting) => only.includes(setting.name))
  return named.length === 0 || only.includes(name)
}

function findSubjects(options: BenchOptions): Subject[] {
  const { beside } = options
  const ours = [
    aoiServer(options, { name: US, database: 'sqlite' }),
    aoiServer(options, { name: US_ON_POSTGRESQL, database: 'postgresql' }),
    ...(beside === undefined
      ? []
      : [aoiServer(options, { name: OTHER_US, database: 'sqlite', checkout: beside })]),
  ]
  const brokers = BROKERS.flatMap((broker, place) => {
    const version = broker.version()
    const missing = `${broker.name}: not installed (apt package ${broker.package}), so the bench leaves it out`
    console.log(version === undefined ? missing : `${broker.name}: ${version}`)
    return version === undefined ? [] : [brokerSubject(broker, place)]
  })
  const all = [...ours, ...brokers]
  const wanted = all.filter(({ name }) => options.only.includes(name))
  return wanted.length === 0 ? all : wanted
}

async function measure(subject: Subject, setting: Setting): Promise<Figures> {
  const running = await subject.start(setting)
  const load = new Worker<Order, Answer>(PROGRAM)
  try {
    const { port, apiKey } = running
    await load.ask({ kind: 'begin', target: subject.name, shape: setting, port, apiKey, isNew: true })
    const live = await measureLive({ running, load, setting })
    const behind = await measureCatchUp({ running, load, setting })
    const lost = await measureLoss({ running, load, setting, target: subject.name })
    const figures = { ...live, ...behind, lost }
    // A bench of many minutes shows that it goes on.
    console.error(`${setting.name}, ${subject.name}: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await load.end()
    await running.end()
  }
}

type Measured = { running: Running; load: Worker<Order, Answer>; setting: Setting }

async function measureLive({ running, load, setting }: Measured) {
  const all = setting.groups * setting.members
  const residentBefore = residentBytes(running.processId())
  const connected = await costOf(running, () => load.ask({ kind: 'connect', behind: 0 }))
  const memory = (residentBytes(running.processId()) - residentBefore) / KIBIBYTE / all
  const { seconds } = setting
  // The warm-up is not counted: it runs until the code is compiled.
  await load.ask({ kind: 'run', inFlight: 32, seconds })
  const one = await costOf(running, () => load.ask({ kind: 'run', inFlight: 1, seconds }))
  const many = await costOf(running, () => load.ask({ kind: 'run', inFlight: 32, seconds }))
  return {
    connecting: (connected.cpu / all) * 1000,
    ...{ memory, one: one.deliveries / one.cpu, many: many.deliveries / many.cpu },
    latency: percentile(one.latencies, 99),
  }
}

/** All members leave, messages come, and all members return: the cost of connecting is part of catching up. */
async function measureCatchUp({ running, load, setting }: Measured) {
  await load.ask({ kind: 'disconnect' })
  const bytesBefore = running.diskBytes()
  const { messages } = await load.ask({ kind: 'publish', perGroup: setting.behind })
  const disk = (running.diskBytes() - bytesBefore) / messages
  const caughtUp = await costOf(running, () => load.ask({ kind: 'connect', behind: setting.behind }))
  return { disk, catchUp: caughtUp.deliveries / caughtUp.cpu }
}

/** Kills the server while messages come to a group whose members are away, and counts the confirmed ones that are gone. */
async function measureLoss(measured: Measured & { target: string }): Promise<number> {
  const { running, load, setting, target } = measured
  await load.ask({ kind: 'disconnect' })
  const published = load.ask({ kind: 'publishUntilGone' })
  await new Promise((resolve) => setTimeout(resolve, 500))
  await running.kill()
  const { messages } = await published
  await running.restart()
  const { port, apiKey } = running
  await load.ask({ kind: 'begin', target, shape: setting, port, apiKey, isNew: false })
  const { deliveries } = await load.ask({ kind: 'count' })
  return Math.max(0, messages - deliveries)
}

async function costOf(running: Running, work: () => Promise<Answer>): Promise<Answer & { cpu: number }> {
  const before = cpuSeconds(running.processId())
  const answer = await work()
  return { ...answer, cpu: cpuSeconds(running.processId()) - before }
}

function printResults(
  { name, groups, behind }: Setting,
  rounds: ReadonlyMap<string, readonly Figures[]>,
): void {
  console.log(
    `\n${name}; acknowledged deliveries per CPU-second, catch-up of ${behind} to ${groups} group(s):\n`,
  )
  const figures = Object.keys(FIGURES) as Figure[]
  printTable(
    ['', ...figures.map((figure) => FIGURES[figure].title)],
    [...rounds].map(([subject, measured]) => [
      subject,
      ...figures.map((figure) =>
        spread(
          measured.map((each) => each[figure]),
          FIGURES[figure].write,
        ),
      ),
    ]),
  )
}

await main()
