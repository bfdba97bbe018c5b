import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkControlImage, checkStoreImage } from './check-image.ts'
import { makeProjects } from './projects.ts'
import { type Broken, replay } from './replay.ts'
import { runTraced } from './run-traced.ts'

export type PowerCuts = {
  strace: string
  images: number
  rounds: number
  seed: number
  /** A disk that reports a sync of a file without syncing it. */
  disk?: 'lying'
}
export type PowerCutsReport = { images: number; operations: number; reports: number; broken: Broken[] }

/** Cuts the power of a server that commits, moves cursors and migrates. */
export function cutPowerOfStore(input: PowerCuts): Promise<PowerCutsReport> {
  return inDirectory(async (directory) => {
    const { first, next } = await makeProjects(directory)
    const run = { program: './writer.ts', args: [String(input.rounds), first, next] }
    const check = (image: Parameters<typeof checkControlImage>[0]) => checkStoreImage(image)
    return cutPower({ ...input, ...run, directory, check, project: next })
  })
}

/** Cuts the power of a writer that is not durable. If the report has no broken images, the test itself is broken. */
export function cutPowerOfControl(input: PowerCuts): Promise<PowerCutsReport> {
  return inDirectory((directory) =>
    cutPower({
      ...input,
      program: './control-writer.ts',
      args: [String(input.rounds)],
      directory,
      check: checkControlImage,
      project: '',
    }),
  )
}

type Run = PowerCuts & {
  program: string
  args: string[]
  directory: string
  project: string
  check: typeof checkControlImage
}

async function cutPower(run: Run): Promise<PowerCutsReport> {
  const { directory, images, seed, project, check } = run
  const traced = await runTraced(run.program, {
    strace: run.strace,
    directory: join(directory, 'data'),
    traceFile: join(directory, 'trace'),
    args: run.args,
  })
  const operations = run.disk === 'lying' ? traced.filter(({ does }) => does !== 'sync') : traced
  const reports = operations.filter((operation) => operation.does === 'say').length
  if (reports === 0) throw new Error('the traced process made no promise')
  const broken = await replay({
    operations,
    images,
    seed,
    directory: join(directory, 'image'),
    check: (image) => check({ ...image, project }),
  })
  return { images, operations: operations.length, reports, broken }
}

async function inDirectory<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-powercut-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
