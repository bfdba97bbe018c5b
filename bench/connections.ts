import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ServerProcess } from '../server/testing/server-process.ts'
import type { CrowdAnswer, CrowdOrder } from './connections/orders.ts'
import {
  BENCH_APPLICATION,
  benchToken,
  fillSessions,
  growLogs,
  type Population,
} from './kit/bench-sessions.ts'
import { readEventLoopDelay } from './kit/event-loop-delay.ts'
import { type BenchOptions, isWanted, readOptions } from './kit/options.ts'
import { cpuSeconds, residentBytes } from './kit/process-usage.ts'
import { prepareServer } from './kit/start-server.ts'
import { percentile, printMachine, printTable, type Sample, spread, thousands } from './kit/table.ts'
import { Worker } from './kit/worker.ts'
import type { Peer } from './peers/peer.ts'
import { PEERS } from './peers/peers.ts'
import { withPeer } from './peers/with-peer.ts'

const PROGRAM = fileURLToPath(new URL('./connections/run-crowd.ts', import.meta.url))
const MEGABYTE = 1_048_576

type Sizes = { sessions: number; idleSeconds: number; logPerToken: number; deaf: number; sent: number }
const FULL: Sizes = { sessions: 10_000, idleSeconds: 30, logPerToken: 1200, deaf: 1000, sent: 100 }
const QUICK: Sizes = { sessions: 300, idleSeconds: 2, logPerToken: 100, deaf: 20, sent: 5 }

const MEMBERS = 100
/** Notifications that each AOI Client has missed when it comes back. */
const BEHIND = 10
const PENDING = 1000
/** By then the garbage of the handshakes is collected and its memory is returned to the system. */
const CALM_SECONDS = 5
const PEER_CALM_SECONDS = 35

/** Measures the cost of connections: memory, idle CPU, a storm of returning clients, and sessions that never read. */
async function main(): Promise<void> {
  const options = readOptions()
  const sizes = options.quick ? QUICK : FULL
  printMachine()
  if (isWanted(options, 'memory')) await measureMemory(options, sizes)
  if (isWanted(options, 'peers')) await measurePeers(options, sizes)
  if (isWanted(options, 'storm')) await measureStorm(options, sizes)
  if (isWanted(options, 'deaf')) await measureDeaf(options, sizes)
}

type RunningServer = { server: ServerProcess; port: number; crowd: Worker<CrowdOrder, CrowdAnswer> }

async function withServer<Result>(
  { options, population }: { options: BenchOptions; population: Population },
  work: (running: RunningServer) => Promise<Result>,
): Promise<Result> {
  const server = await prepareServer(options)
  await fillSessions(server.dataDirectory, population)
  await server.begin().ready
  const crowd = new Worker<CrowdOrder, CrowdAnswer>(PROGRAM)
  try {
    return await work({ server, crowd, port: Number(new URL(server.url).port) })
  } finally {
    await crowd.end()
    await server.run.end('SIGTERM')
    await server.remove()
  }
}

async function measureMemory(options: BenchOptions, sizes: Sizes): Promise<void> {
  const rows: string[][] = []
  for (const registrations of [1, 10]) {
    const samples: { kilobytes: number; idlePercent: number; enteredSeconds: number }[] = []
    for (let round = 0; round < options.rounds; round += 1)
      samples.push(await fillUp({ options, sizes, registrations }))
    const column = (name: keyof (typeof samples)[number]): Sample => samples.map((sample) => sample[name])
    rows.push([
      `${thousands(sizes.sessions)} × ${registrations}`,
      spread(column('kilobytes'), (value) => `${value.toFixed(1)} KiB`),
      spread(column('idlePercent'), (value) => `${value.toFixed(1)} %`),
      spread(column('enteredSeconds'), (value) => `${value.toFixed(1)} s`),
    ])
  }
  console.log('\nSessions × registrations:\n')
  printTable(['', 'memory a session', 'idle, of a core', 'all in session after'], rows)
}

async function fillUp(input: { options: BenchOptions; sizes: Sizes; registrations: number }) {
  const { options, sizes, registrations } = input
  const population = { aoiClients: sizes.sessions, registrations, members: MEMBERS }
  return withServer({ options, population }, async ({ server, crowd, port }) => {
    const { processId } = server.run
    await sleep(CALM_SECONDS * 1000)
    const before = residentBytes(processId)
    const { enteredSeconds } = await crowd.ask({
      ...{ kind: 'enter', port, population, first: 0, count: sizes.sessions, afterSeq: 0, deaf: false },
    })
    await sleep(CALM_SECONDS * 1000)
    const usedBefore = cpuSeconds(processId)
    await sleep(sizes.idleSeconds * 1000)
    const idlePercent = ((cpuSeconds(processId) - usedBefore) / sizes.idleSeconds) * 100
    const kilobytes = (residentBytes(processId) - before) / 1024 / sizes.sessions
    return { kilobytes, idlePercent, enteredSeconds }
  })
}

/** Measures the memory of a peer's connection that subscribes and then stays silent. */
async function measurePeers(options: BenchOptions, sizes: Sizes): Promise<void> {
  const rows: string[][] = []
  for (const peer of PEERS.filter((known) => known.version() !== undefined)) {
    const kilobytes: number[] = []
    for (let round = 0; round < options.rounds; round += 1) kilobytes.push(await fillPeer(peer, sizes))
    rows.push([peer.name, spread(kilobytes, (value) => `${value.toFixed(1)} KiB`)])
  }
  console.log(`\n${thousands(sizes.sessions)} connections that subscribe:\n`)
  printTable(['', 'memory a connection'], rows)
}

function fillPeer(peer: Peer, { sessions }: Sizes): Promise<number> {
  return withPeer(peer, async ({ load, processId, port }) => {
    await sleep(CALM_SECONDS * 1000)
    const before = residentBytes(processId)
    await load.connect({ target: peer.name, port, sockets: sessions })
    await sleep(PEER_CALM_SECONDS * 1000)
    return (residentBytes(processId) - before) / 1024 / sessions
  })
}

async function measureStorm(options: BenchOptions, sizes: Sizes): Promise<void> {
  const population: Population = {
    ...{ aoiClients: sizes.sessions, registrations: 1, members: MEMBERS },
    ...{ headSeq: sizes.logPerToken, ackedSeq: sizes.logPerToken },
  }
  const rows: string[][] = []
  for (let round = 0; round < options.rounds; round += 1) {
    await withServer({ options, population }, async ({ server, crowd, port }) => {
      const afterSeq = sizes.logPerToken
      await crowd.ask({
        kind: 'enter',
        port,
        population,
        first: 0,
        count: sizes.sessions,
        afterSeq,
        deaf: false,
      })
      await server.run.end('SIGKILL')
      await growLogs(server.dataDirectory, { population, count: BEHIND })
      const storm = crowd.ask({ kind: 'storm', notifications: BEHIND })
      await server.begin().ready
      const { enteredSeconds, caughtUpSeconds, refusals } = await storm
      const { p99, max } = await readEventLoopDelay(server)
      rows.push([
        ...[`round ${round + 1}`, `${enteredSeconds.toFixed(1)} s`, `${caughtUpSeconds.toFixed(1)} s`],
        thousands(refusals),
        ...[`${p99.toFixed(0)} ms`, `${max.toFixed(0)} ms`],
      ])
    })
  }
  console.log(
    `\n${thousands(sizes.sessions)} reconnect after kill -9, each ${BEHIND} notifications behind:\n`,
  )
  printTable(
    ['', 'all in session after', 'caught up after', 'asked to come again', 'event loop late, p99', 'max'],
    rows,
  )
}

async function measureDeaf(options: BenchOptions, sizes: Sizes): Promise<void> {
  // The members of the first token read. The members of the second token never read.
  const population: Population = {
    ...{ aoiClients: sizes.deaf * 2, registrations: 1, members: sizes.deaf, headSeq: PENDING, ackedSeq: 0 },
  }
  await withServer({ options, population }, async ({ server, crowd, port }) => {
    const apiKey = await server.createKey(BENCH_APPLICATION)
    const clientAppToken = benchToken(0)
    const deaf = new Worker<CrowdOrder, CrowdAnswer>(PROGRAM)
    const order = { kind: 'enter', port, population, afterSeq: 0 } as const
    const send = { kind: 'send', apiKey, port, clientAppToken, count: sizes.sent } as const
    await crowd.ask({ ...order, first: 0, count: MEMBERS, deaf: false })
    await sleep(CALM_SECONDS * 1000)
    const { latencies: alone } = await crowd.ask(send)
    const before = residentBytes(server.run.processId)
    await deaf.ask({ ...order, first: sizes.deaf, count: sizes.deaf, deaf: true })
    await sleep(CALM_SECONDS * 1000)
    const { latencies: beside } = await crowd.ask(send)
    const grown = (residentBytes(server.run.processId) - before) / MEGABYTE
    await deaf.end()
    const p99 = (sample: Sample) => `${percentile(sample, 99).toFixed(0)} ms`
    console.log(
      `\n${thousands(sizes.deaf)} sessions that never read, with ${thousands(PENDING)} pending notifications each:\n`,
    )
    printTable(
      ['', 'memory grown', 'p99 of others before', 'p99 of others with them'],
      [['AOI Server', `${grown.toFixed(0)} MB`, p99(alone), p99(beside)]],
    )
  })
}

await main()
