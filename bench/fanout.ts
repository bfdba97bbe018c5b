import type { ServerProcess } from '../server/testing/server-process.ts'
import { Load } from './fanout/load.ts'
import { BENCH_APPLICATION, fillSessions } from './kit/bench-sessions.ts'
import { type BenchOptions, isWanted, readOptions } from './kit/options.ts'
import { cpuSeconds } from './kit/process-usage.ts'
import { prepareServer } from './kit/start-server.ts'
import { percentile, printMachine, printTable, ratioInTurns, spread, thousands } from './kit/table.ts'
import type { Peer } from './peers/peer.ts'
import { PEERS } from './peers/peers.ts'
import { withPeer } from './peers/with-peer.ts'

const US = 'AOI Server'
const OTHER_US = 'AOI Server of the other checkout'
const IN_FLIGHT = [1, 32] as const

/** Deliveries per CPU-second, one value per round, by the number of messages in flight. */
type Figures = Map<number, number[]>
type Sizes = {
  sockets: number
  seconds: number
  warmUpSeconds: number
  latencySockets: number
  latencyMessages: number
}
type Options = { options: BenchOptions; sizes: Sizes }

type RunningServer = { load: Load; processId: number }
type Work<Result> = (running: RunningServer) => Promise<Result>
/** A server under comparison. `during` runs the work while the server runs, then stops the server. */
type Subject = { name: string; during: <Result>(work: Work<Result>) => Promise<Result> }
type Measurement = RunningServer & { name: string; figures: Figures }

const ROUNDS = 8
const FULL: Sizes = {
  ...{ sockets: 1000, seconds: 2, warmUpSeconds: 4 },
  ...{ latencySockets: 10_000, latencyMessages: 200 },
}
const QUICK: Sizes = {
  ...{ sockets: 100, seconds: 0.5, warmUpSeconds: 0.5 },
  ...{ latencySockets: 200, latencyMessages: 5 },
}
const LATENCY_PAUSE_MILLISECONDS = 250
/** Time per message: its pause, and the rest of the load's work for it. */
const LATENCY_STEP_MILLISECONDS = 500

/**
 * Measures deliveries per CPU-second of the server process: messages to 1,000 sockets, one at a time and 32 in flight.
 */
async function main(): Promise<void> {
  const options = readOptions({ rounds: ROUNDS })
  const sizes = options.quick ? QUICK : FULL
  printMachine()
  const subjects = findSubjects({ options, sizes })
  const measured = await measureInTurns(subjects, { options, sizes })
  printResults(measured, sizes)
  if (isWanted(options, 'latency')) await measureLatency({ options, sizes })
}

function findSubjects({ options, sizes }: Options): Subject[] {
  const { sockets } = sizes
  const { beside } = options
  const ours: Subject = { name: US, during: (work) => withOurs({ options, sockets }, work) }
  const others: Subject[] =
    beside === undefined
      ? []
      : [{ name: OTHER_US, during: (work) => withOurs({ options, sockets, checkout: beside }, work) }]
  const peers = PEERS.filter((peer) => isWanted(options, peer.name) && isInstalled(peer)).map(
    (peer): Subject => ({ name: peer.name, during: (work) => withConnectedPeer({ peer, sockets }, work) }),
  )
  return isWanted(options, US) ? [ours, ...others, ...peers] : peers
}

function isInstalled(peer: Peer): boolean {
  const version = peer.version()
  const is = version === undefined ? ' is not installed, so the bench leaves it out' : `: ${version}`
  console.log(`${peer.name}${is}`)
  return version !== undefined
}

/** Runs the server with `sockets` AOI Clients in session, all members of one token, for the time of `work`. */
async function withOurs<Result>(
  { options, sockets, checkout }: { options: BenchOptions; sockets: number; checkout?: string },
  work: Work<Result>,
): Promise<Result> {
  const server = await prepareServer(options, checkout === undefined ? {} : { checkout })
  // An earlier version creates the database with its own schema.
  if (checkout !== undefined) await runOnce(server)
  await fillSessions(server.dataDirectory, { aoiClients: sockets, registrations: 1, members: sockets })
  const run = server.begin()
  await run.ready
  const apiKey = await server.createKey(BENCH_APPLICATION)
  const load = new Load()
  try {
    await load.connect({ target: US, port: Number(new URL(server.url).port), sockets, apiKey })
    return await work({ load, processId: run.processId })
  } finally {
    await load.end()
    // Node writes its profiles only at an orderly exit.
    await run.end('SIGTERM')
    await server.remove()
  }
}

async function runOnce(server: ServerProcess): Promise<void> {
  const run = server.begin()
  await run.ready
  await run.end('SIGTERM')
}

function withConnectedPeer<Result>(
  { peer, sockets }: { peer: Peer; sockets: number },
  work: Work<Result>,
): Promise<Result> {
  return withPeer(peer, async ({ load, processId, port }) => {
    await load.connect({ target: peer.name, port, sockets })
    return work({ load, processId })
  })
}

/**
 * Runs all subjects at once, each with its own load, and measures them in turns: a slow phase of the machine then slows
 * them all.
 */
async function measureInTurns(
  [first, ...others]: readonly Subject[],
  options: Options,
  running: readonly Measurement[] = [],
): Promise<readonly Measurement[]> {
  if (first === undefined) return takeTurns(running, options)
  return first.during((mine) => {
    const measured = { ...mine, name: first.name, figures: new Map() }
    return measureInTurns(others, options, [...running, measured])
  })
}

async function takeTurns(
  running: readonly Measurement[],
  { options, sizes }: Options,
): Promise<readonly Measurement[]> {
  // The warm-up is not counted: it runs until the code is compiled. One message in flight would be too few for that.
  const warmUp = { inFlight: Math.max(...IN_FLIGHT), seconds: sizes.warmUpSeconds }
  for (const { load } of running) await load.run(warmUp)
  for (const inFlight of IN_FLIGHT) {
    for (const { load } of running) await load.run({ inFlight, seconds: sizes.seconds })
    for (let round = 0; round < options.rounds; round += 1) {
      const turns = round % 2 === 0 ? running : running.toReversed()
      for (const measured of turns) await measureRound(measured, { inFlight, seconds: sizes.seconds })
    }
  }
  return running
}

async function measureRound(
  { load, processId, figures }: Measurement,
  order: { inFlight: number; seconds: number },
): Promise<void> {
  const before = cpuSeconds(processId)
  const { deliveries } = await load.run(order)
  const figure = deliveries / (cpuSeconds(processId) - before)
  figures.set(order.inFlight, [...(figures.get(order.inFlight) ?? []), figure])
}

function printResults(all: readonly Measurement[], sizes: Sizes): void {
  if (all.length === 0) return
  const [ours, socketIo] = [US, 'Socket.IO'].map((wanted) => all.find(({ name }) => name === wanted)?.figures)
  console.log(`\nDeliveries per CPU-second of the server, ${sizes.sockets} sockets:\n`)
  printTable(
    ['', ...IN_FLIGHT.flatMap((count) => [`${count} in flight`, '÷ Socket.IO', `${US} ÷ it`])],
    all.map(({ name, figures }) => [
      name,
      ...IN_FLIGHT.flatMap((count) => {
        const sample = figures.get(count) ?? []
        return [
          spread(sample, thousands),
          ratioInTurns(sample, socketIo?.get(count)),
          ratioInTurns(ours?.get(count), sample),
        ]
      }),
    ]),
  )
}

async function measureLatency({ options, sizes }: Options): Promise<void> {
  const sockets = sizes.latencySockets
  const seconds = (sizes.latencyMessages * LATENCY_STEP_MILLISECONDS) / 1000
  const { latencies } = await withOurs({ options, sockets }, async ({ load }) => {
    await load.run({ inFlight: 1, seconds: seconds / 10 })
    return load.run({ inFlight: 1, seconds, pauseMilliseconds: LATENCY_PAUSE_MILLISECONDS })
  })
  const { fromAccepted, fromPublished } = latencies
  console.log(
    `\nTime until the last of ${thousands(sockets)} sockets has the notification, ${fromAccepted.length} notifications:\n`,
  )
  const row = (name: string, values: readonly number[]) => [
    name,
    ...[50, 99, 100].map((percent) => `${percentile(values, percent).toFixed(0)} ms`),
  ]
  printTable(
    ['', 'p50', 'p99', 'max'],
    [row('from its 201', fromAccepted), row('from its submission', fromPublished)],
  )
}

await main()
