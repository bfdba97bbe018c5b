import { Load } from './fanout/load.ts'
import { BENCH_APPLICATION, fillSessions } from './kit/bench-sessions.ts'
import { type BenchOptions, isWanted, readOptions } from './kit/options.ts'
import { cpuSeconds } from './kit/process-usage.ts'
import { prepareServer } from './kit/start-server.ts'
import { percentile, printMachine, printTable, ratio, type Sample, spread, thousands } from './kit/table.ts'
import type { Peer } from './peers/peer.ts'
import { PEERS } from './peers/peers.ts'
import { withPeer } from './peers/with-peer.ts'

const US = 'AOI Server'
const IN_FLIGHT = [1, 32] as const

type Figures = { perCpuSecond: Record<number, Sample>; perSecond: Record<number, Sample> }
type Sizes = { sockets: number; seconds: number; latencySockets: number; latencyMessages: number }

const FULL: Sizes = { sockets: 1000, seconds: 4, latencySockets: 10_000, latencyMessages: 200 }
const QUICK: Sizes = { sockets: 100, seconds: 0.5, latencySockets: 200, latencyMessages: 5 }
const LATENCY_PAUSE_MILLISECONDS = 250
/** A message, its pause, and what the load does of it besides. */
const LATENCY_STEP_MILLISECONDS = 500

/** Deliveries per CPU-second of the server process: one message to 1,000 sockets, one at a time and 32 in flight. */
async function main(): Promise<void> {
  const options = readOptions()
  const sizes = options.quick ? QUICK : FULL
  printMachine()
  const results = new Map<string, Figures>()
  if (isWanted(options, US)) results.set(US, await measureOurs(options, sizes))
  for (const peer of PEERS) {
    const version = peer.version()
    if (version === undefined) console.log(`${peer.name} is not installed and does not take part`)
    else if (isWanted(options, peer.name)) {
      console.log(`${peer.name}: ${version}`)
      results.set(peer.name, await measurePeer(peer, { options, sizes }))
    }
  }
  printResults(results, sizes)
  if (isWanted(options, 'latency')) await measureLatency(options, sizes)
}

async function measureOurs(options: BenchOptions, sizes: Sizes): Promise<Figures> {
  return withOurs({ options, sockets: sizes.sockets }, ({ load, processId }) =>
    measure({ load, processId, options, sizes }),
  )
}

/** With the server running, and so many AOI Clients in session that are members of one token. */
async function withOurs<Result>(
  { options, sockets }: { options: BenchOptions; sockets: number },
  work: (running: { load: Load; processId: number }) => Promise<Result>,
): Promise<Result> {
  const server = await prepareServer(options)
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
    // An orderly end, since profiles are written then.
    await run.end('SIGTERM')
    await server.remove()
  }
}

async function measurePeer(
  peer: Peer,
  { options, sizes }: { options: BenchOptions; sizes: Sizes },
): Promise<Figures> {
  return withPeer(peer, async ({ load, processId, port }) => {
    await load.connect({ target: peer.name, port, sockets: sizes.sockets })
    return measure({ load, processId, options, sizes })
  })
}

async function measure(input: {
  load: Load
  processId: number
  options: BenchOptions
  sizes: Sizes
}): Promise<Figures> {
  const { load, processId, options, sizes } = input
  const figures: Figures = { perCpuSecond: {}, perSecond: {} }
  // Once without being counted, until the code is compiled: one at a time are too few for that.
  await load.run({ inFlight: Math.max(...IN_FLIGHT), seconds: sizes.seconds })
  for (const inFlight of IN_FLIGHT) {
    const perCpuSecond: number[] = []
    const perSecond: number[] = []
    await load.run({ inFlight, seconds: sizes.seconds / 2 })
    for (let round = 0; round < options.rounds; round += 1) {
      const before = cpuSeconds(processId)
      const { deliveries, seconds } = await load.run({ inFlight, seconds: sizes.seconds })
      perCpuSecond.push(deliveries / (cpuSeconds(processId) - before))
      perSecond.push(deliveries / seconds)
    }
    figures.perCpuSecond[inFlight] = perCpuSecond
    figures.perSecond[inFlight] = perSecond
  }
  return figures
}

function printResults(results: ReadonlyMap<string, Figures>, sizes: Sizes): void {
  if (results.size === 0) return
  const base = results.get('Socket.IO')
  console.log(`\nDeliveries per CPU-second of the server, ${sizes.sockets} sockets:\n`)
  printTable(
    ['', ...IN_FLIGHT.flatMap((count) => [`${count} in flight`, '÷ Socket.IO', 'a second'])],
    [...results].map(([name, figures]) => [
      name,
      ...IN_FLIGHT.flatMap((count) => [
        spread(figures.perCpuSecond[count] ?? [], thousands),
        ratio(figures.perCpuSecond[count] ?? [], base?.perCpuSecond[count]),
        spread(figures.perSecond[count] ?? [], thousands),
      ]),
    ]),
  )
}

async function measureLatency(options: BenchOptions, sizes: Sizes): Promise<void> {
  const sockets = sizes.latencySockets
  const seconds = (sizes.latencyMessages * LATENCY_STEP_MILLISECONDS) / 1000
  const { latencies } = await withOurs({ options, sockets }, async ({ load }) => {
    await load.run({ inFlight: 1, seconds: seconds / 10 })
    return load.run({ inFlight: 1, seconds, pauseMilliseconds: LATENCY_PAUSE_MILLISECONDS })
  })
  const { fromAccepted, fromPublished } = latencies
  console.log(`\nTo the last of ${thousands(sockets)} sockets, ${fromAccepted.length} notifications:\n`)
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
