import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATABASE_FILE } from '../connection/data-directory.ts'
import type { Database } from '../connection/database.ts'
import { REALM_ID } from '../connection/realm.ts'
import { WitnessFile } from './witness-file.ts'

const markSchema = z.object({
  /** The value of `Realm.witness`; null in a database from before there were witnesses. */
  witness: z.string().nullable(),
  state: z.enum(['running', 'stopping', 'ended']),
  /** The time of change and, in `bytes`, the size of the database file when the server had ended. */
  changedAt: z.string().optional(),
  bytes: z.string().optional(),
})
const contentSchema = z.object({ marks: z.array(markSchema).min(1).max(2) })

type Mark = z.infer<typeof markSchema>
type FileState = { changedAt: string; bytes: string }

/** The data directory as the server finds it, before it opens or makes anything there. */
type Scene = {
  marks: readonly Mark[] | undefined
  database: FileState | undefined
  hasWal: boolean
  hasLock: boolean
}

/**
 * Notices that a backup took the place of the embedded database while no server ran. The database and a file beside it
 * hold the same random value. It changes with each start and each end, so a backup has an old one.
 */
export class SqliteWitness {
  readonly #path: string
  readonly #file: WitnessFile<z.infer<typeof contentSchema>>
  readonly #scene: Scene

  /** Looks at the data directory. Call it before anything there is opened. */
  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, DATABASE_FILE)
    this.#file = new WitnessFile(dataDirectory, contentSchema)
    this.#scene = {
      marks: this.#file.read()?.marks,
      database: findState(this.#path),
      hasWal: (statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0,
      hasLock: existsSync(join(dataDirectory, 'aoi.lock')),
    }
  }

  /** Begins a run, with a new epoch if a backup was put back. Returns the evidence of that, as a sentence. */
  async begin(database: Database): Promise<string | undefined> {
    const stored = await readWitness(database)
    const reason = judge(this.#scene, stored)
    const before = this.#scene.marks?.find(({ witness }) => witness === stored)
    const next: Mark = { witness: randomUUID(), state: 'running' }
    await this.#file.write({ marks: [before ?? { witness: stored, state: 'stopping' }, next] })
    const epoch = reason === undefined ? {} : { epoch: randomUUID() }
    const realm = await writeRealm(database, { witness: next.witness, ...epoch })
    database.memory.epoch = realm.epoch
    await this.#file.write({ marks: [next] })
    return reason
  }

  /** Does the last write of a run. Returns a function to call once the database file is closed. */
  async end(database: Database): Promise<() => Promise<void>> {
    const stored = await readWitness(database)
    const witness = randomUUID()
    await this.#file.write({
      marks: [
        { witness: stored, state: 'running' },
        { witness, state: 'stopping' },
      ],
    })
    await writeRealm(database, { witness })
    return async () => {
      await this.#file.write({ marks: [{ witness, state: 'ended', ...findState(this.#path) }] })
    }
  }
}

function judge(scene: Scene, stored: string | null): string | undefined {
  const { marks, database, hasWal, hasLock } = scene
  if (database === undefined) return undefined
  if (marks === undefined) {
    // This is the first start of a version with witnesses, in the directory of an older version.
    if (stored === null && hasLock) return undefined
    return 'the data directory has no witness for the database'
  }
  const mark = marks.find(({ witness }) => witness === stored)
  if (mark === undefined) return 'the database differs from the last one in the data directory'
  if (mark.state === 'running' && !hasWal) return 'the WAL of the database file is missing'
  const isSame = mark.changedAt === database.changedAt && mark.bytes === database.bytes
  return mark.state === 'ended' && !isSame ? 'the database file was changed while no server ran' : undefined
}

/**
 * Returns the state of a file. Every write changes the time of its state, even one that sets the file's other times
 * back.
 */
function findState(path: string): FileState | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (found === undefined || found.size === 0n) return undefined
  return { changedAt: String(found.ctimeNs), bytes: String(found.size) }
}

async function readWitness(database: Database): Promise<string | null> {
  const where = { id: REALM_ID }
  return (await database.read(({ prisma }) => prisma.realm.findUniqueOrThrow({ where }))).witness
}

function writeRealm(database: Database, data: { witness: string | null; epoch?: string }) {
  return database.write(({ prisma }) => prisma.realm.update({ where: { id: REALM_ID }, data }))
}
