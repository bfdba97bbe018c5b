import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { WallView } from '../protocol/dashboard/wall.ts'
import { LIMITS } from '../protocol/limits.ts'
import { isWanted, readOptions } from './kit/options.ts'
import { median, printMachine, printTable, type Sample, spread } from './kit/table.ts'
import { Worker } from './kit/worker.ts'
import { measureBrowser } from './wall/measure-browser.ts'
import type { WallAnswer, WallOrder } from './wall/run-wall.ts'
import { openViewer, type Viewer } from './wall/viewer.ts'

const PER_SECOND = 500
const MEMBERS = 100
const TOKENS = 1000
const SECONDS = 15
const QUICK = { tokens: 50, seconds: 3 }
const WALL: WallView = { view: 'wall', unit: 'token', simulated: true }
/** One step of a round: a name, and the walls of its viewers. */
const STEPS: readonly [name: string, walls: readonly WallView[]][] = [
  ['no viewer', []],
  ['1 viewer', [WALL]],
  ['20 viewers', Array<WallView>(20).fill(WALL)],
  [
    '20 viewers, each with another filter',
    Array.from({ length: 20 }, (_, at) => ({ ...WALL, search: digitOf(at) })),
  ],
]
const MOST_PERCENT = 1
const MOST_FRAME_MILLISECONDS = 4

/** A filter that many fingerprints contain. */
function digitOf(at: number): string {
  return at < 16 ? at.toString(16) : `${(at - 16).toString(16)}${at - 16}`
}

/**
 * Measures the wall with 100,000 simulated members and 500 notifications a second: the CPU of the server with and
 * without viewers, the bytes of frames, and the main thread of a browser. Fails when a limit is exceeded.
 */
async function main(): Promise<void> {
  const options = readOptions()
  const { tokens, seconds } = options.quick ? QUICK : { tokens: TOKENS, seconds: SECONDS }
  printMachine()
  const worker = new Worker<WallOrder, WallAnswer>(
    fileURLToPath(new URL('wall/run-wall.ts', import.meta.url)),
  )
  const server = await worker.ask({ kind: 'fill', tokens, members: MEMBERS })
  try {
    const run = () => worker.ask({ kind: 'run', seconds, perSecond: PER_SECOND })
    await run()
    console.log(`${tokens * MEMBERS} simulated members, ${PER_SECOND} notifications/s, ${seconds} s each\n`)
    if (isWanted(options, 'server')) await measureServer({ server, run, seconds, rounds: options.rounds })
    if (isWanted(options, 'browser')) await measurePage(server, run)
  } finally {
    await worker.end()
    rmSync(server.dataDirectory, { recursive: true, force: true })
  }
}

type Run = () => Promise<WallAnswer>

async function measureServer(input: {
  server: WallAnswer
  run: Run
  seconds: number
  rounds: number
}): Promise<void> {
  const { server, run, seconds, rounds } = input
  const percents = new Map<string, number[]>()
  const seen = new Map<string, Viewer>()
  for (let round = 0; round < rounds; round += 1)
    for (const [name, walls] of STEPS) {
      const viewers = await Promise.all(walls.map((view) => openViewer(server, view)))
      const { cpuSeconds, accepted } = await run()
      console.log(`  ${name}: ${Math.round(accepted / seconds)} accepted/s`)
      percents.set(name, [...(percents.get(name) ?? []), (100 * cpuSeconds) / seconds])
      const [first] = viewers
      if (first !== undefined) seen.set(name, first)
      for (const { leave } of viewers) leave()
    }
  const before = percents.get('no viewer') ?? []
  printTable(
    ['step', 'CPU of a core', 'more for each viewer', 'lanes', 'frames/s', 'largest frame', 'kB/s a viewer'],
    STEPS.map(([name, walls]) => {
      const used = percents.get(name) ?? []
      const viewer = seen.get(name)
      return [
        ...[
          name,
          spread(used, percent),
          walls.length === 0 ? '–' : spread(moreOf(used, before, walls.length), percent),
        ],
        ...(viewer === undefined ? ['–', '–', '–', '–'] : describeViewer(viewer, seconds)),
      ]
    }),
  )
  const more = median(moreOf(percents.get('20 viewers') ?? [], before, 20))
  const largest = Math.max(...[...seen.values()].map(({ largestFrame }) => largestFrame))
  if (more > MOST_PERCENT || largest > LIMITS.wallFrameBytes) process.exitCode = 1
}

function moreOf(used: Sample, before: Sample, viewers: number): number[] {
  return used.map((percents, round) => (percents - (before[round] ?? 0)) / viewers)
}

function describeViewer({ frames, bytes, largestFrame, lanes }: Viewer, seconds: number): string[] {
  const kilobytes = bytes / 1000 / seconds
  return [String(lanes), (frames / seconds).toFixed(1), `${largestFrame} B`, kilobytes.toFixed(1)]
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`
}

async function measurePage(server: WallAnswer, run: Run): Promise<void> {
  let isOver = false
  const flow = (async () => {
    while (!isOver) await run()
  })()
  const cost = await measureBrowser(server)
  isOver = true
  await flow
  if (cost === undefined) return console.log('bench: skipped, because Chromium is missing: the main thread')
  const least = Math.min(...cost.parts)
  const all = cost.parts.map((part) => part.toFixed(1)).join(' ')
  console.log(`\nmain thread for a frame of the feed: ${all} ms (${cost.frames} frames)`)
  if (least > MOST_FRAME_MILLISECONDS) process.exitCode = 1
}

await main()
