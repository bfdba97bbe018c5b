import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Disk } from './disk.ts'
import { makeRandom } from './random.ts'
import type { Operation } from './trace.ts'
import type { WriterReport } from './writer-report.ts'

export type Replay = {
  operations: readonly Operation[]
  images: number
  seed: number
  /** Holds one image at a time. */
  directory: string
  check: (image: { directory: string; said: readonly WriterReport[] }) => Promise<string[]>
}

/** An image that breaks a promise: `cutAfter` is the operation before the cut, `wrong` lists the faults. */
export type Broken = { cutAfter: number; wrong: string[] }

/** Cuts the power at `images` points of the trace and checks each image. Returns the broken ones. */
export async function replay(input: Replay): Promise<Broken[]> {
  const random = makeRandom(input.seed)
  const cuts = chooseCuts(input, random)
  const disk = new Disk()
  const said: WriterReport[] = []
  const broken: Broken[] = []
  for (const [index, operation] of input.operations.entries()) {
    disk.apply(operation)
    if (operation.does === 'say') said.push(JSON.parse(operation.text) as WriterReport)
    for (let count = cuts.get(index) ?? 0; count > 0; count -= 1) {
      await writeImage(input.directory, disk.cut(random))
      const wrong = await input.check({ directory: input.directory, said })
      if (wrong.length > 0) broken.push({ cutAfter: index, wrong })
    }
  }
  return broken
}

/** Half of the cuts come right after a report, when the most is promised. The others come anywhere. */
function chooseCuts({ operations, images }: Replay, random: () => number): Map<number, number> {
  const places = [...operations.keys()]
  const reports = places.filter((index) => operations[index]?.does === 'say')
  const cuts = new Map<number, number>()
  for (let image = 0; image < images; image += 1) {
    const among = image % 2 === 0 && reports.length > 0 ? reports : places
    const place = among[Math.floor(random() * among.length)] ?? 0
    cuts.set(place, (cuts.get(place) ?? 0) + 1)
  }
  return cuts
}

async function writeImage(directory: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  // The index of the WAL lives in shared memory. SQLite makes it anew after a power cut.
  const kept = [...files].filter(([name]) => !name.endsWith('-shm'))
  for (const [name, content] of kept) await writeFile(join(directory, name), content)
}
