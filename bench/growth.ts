import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type OpenedStore, openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'
import { AXES, type Axis } from './growth/axes.ts'
import { COLUMNS, measureCosts } from './growth/costs.ts'
import { Filler } from './growth/fill.ts'
import { measureOutcomes } from './growth/outcomes.ts'
import { type BenchOptions, isWanted, readOptions } from './kit/options.ts'
import { printMachine, printTable, thousands } from './kit/table.ts'

const OUTCOMES = 'outcomes'
const RECIPIENTS = 100_000
const RECIPIENTS_QUICK = 10_000
const MEGABYTE = 1_000_000

/** Measures how the costs change while one thing grows, on the embedded database. */
async function main(options: BenchOptions): Promise<void> {
  printMachine()
  for (const axis of AXES) {
    if (isWanted(options, axis.name)) await withStore((opened) => grow(axis, { ...opened, options }))
  }
  if (isWanted(options, OUTCOMES)) await withStore((opened) => printOutcomes({ ...opened, options }))
}

type BenchStore = { store: OpenedStore; filler: Filler; now: number; diskBytes: () => number }

async function withStore(work: (opened: BenchStore) => Promise<void>): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  const path = join(dataDirectory, 'aoi.db')
  const store = await openStore({ dataDirectory, clock: systemClock })
  const now = Date.now()
  const filler = await Filler.open(pathToFileURL(path).href, now)
  const diskBytes = () => statSync(path).size
  try {
    await work({ store, filler, now, diskBytes })
  } finally {
    await filler.close()
    await store.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

async function grow(
  axis: Axis,
  { store, filler, now, diskBytes, options }: BenchStore & { options: BenchOptions },
): Promise<void> {
  const steps = options.quick ? axis.steps.slice(0, axis.quickSteps) : axis.steps
  const cursors = new Map<number, number>()
  const rows: string[][] = []
  const sizes: { count: number; bytes: number }[] = []
  let costs: number[][] = []
  let from = 1
  for (const to of steps) {
    const scene = { ...(await axis.grow(filler, { from, to })), store, now, cursors }
    await filler.checkpoint()
    sizes.push({ count: to, bytes: diskBytes() })
    // The first measurement measures V8's compilation, so it is discarded.
    if (from === 1) await measureCosts(scene)
    const measured = await measureCosts(scene)
    costs = [...costs, measured]
    rows.push([thousands(to), ...measured.map(write), thousands(diskBytes() / MEGABYTE)])
    from = to + 1
  }
  console.log(`## ${axis.name}\n`)
  printTable([axis.name, ...COLUMNS, 'disk, MB'], [...rows, ['last ÷ first', ...growthOf(costs), '']])
  console.log(`\n${bytesEach(sizes)} bytes of disk for ${axis.rows}\n`)
}

function growthOf(costs: readonly (readonly number[])[]): string[] {
  const first = costs[0] ?? []
  return (costs.at(-1) ?? []).map((last, column) => (last / (first[column] ?? Number.NaN)).toFixed(1))
}

function bytesEach(sizes: readonly { count: number; bytes: number }[]): string {
  const [before, last] = sizes.slice(-2)
  if (before === undefined || last === undefined) return '–'
  return thousands((last.bytes - before.bytes) / (last.count - before.count))
}

async function printOutcomes({ options, ...opened }: BenchStore & { options: BenchOptions }): Promise<void> {
  const members = options.quick ? RECIPIENTS_QUICK : RECIPIENTS
  const measured = await measureOutcomes({ ...opened, members })
  console.log(`## outcomes of ${thousands(members)} recipients\n`)
  const rows = measured.map(([state, ...milliseconds]) => [state, ...milliseconds.map(write)])
  printTable(['all', 'status, ms', 'first 1,000 of deliveries, ms', 'one recipient, ms'], rows)
}

function write(value: number): string {
  return value < 100 ? value.toFixed(1) : thousands(value)
}

await main(readOptions())
