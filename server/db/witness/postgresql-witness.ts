import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { prepareDataDirectory } from '../connection/data-directory.ts'
import type { Database } from '../connection/database.ts'
import { WitnessFile } from './witness-file.ts'

const contentSchema = z.object({ serverId: z.string(), checks: z.number() })

type Place = {
  /** The ids of the database and of its table `Realm`. A restored dump makes others. */
  objects: string
  /** Changes with each promotion of a standby and each recovery to a point in time. */
  timeline: string
}
type Found = { place: Place; witness: string | null; checks: number }

/**
 * Notices that a backup of PostgreSQL was put back while this node did not run. It compares the witness in the database
 * with the place of the database, and its counter of checks with the last one that this node saw.
 */
export class PostgresqlWitness {
  readonly #file: WitnessFile<z.infer<typeof contentSchema>> | undefined

  /** Without a data directory the node has no memory. */
  constructor(dataDirectory: string) {
    if (dataDirectory === '') return
    prepareDataDirectory(dataDirectory)
    this.#file = new WitnessFile(dataDirectory, contentSchema)
  }

  /**
   * Begins a new epoch if a backup was put back. Returns the evidence of that, as a sentence. If several nodes notice
   * it, one begins the epoch.
   */
  async begin(database: Database): Promise<string | undefined> {
    const memory = this.#file?.read()
    const isOurs = memory?.serverId === database.memory.serverId
    const known = isOurs ? memory?.checks : undefined
    const found = await readPlace(database)
    const reason = judge(found, known)
    const { objects, timeline } = found.place
    const checks = Math.max(found.checks, known ?? 0) + 1
    await database.write(async ({ prisma }) => {
      if (reason !== undefined)
        await prisma.$executeRaw`
          UPDATE "Realm" SET "epoch" = ${randomUUID()}
          WHERE "id" = 1 AND "checks" = ${found.checks} AND "witness" IS NOT DISTINCT FROM ${found.witness}`
      await prisma.$executeRaw`
        UPDATE "Realm" SET "witness" = ${`${objects} ${timeline}`}, "checks" = GREATEST("checks", ${checks}) WHERE "id" = 1`
      const realm = await prisma.realm.findUniqueOrThrow({ where: { id: 1 } })
      database.memory.epoch = realm.epoch
      database.memory.checks = Number(realm.checks)
    })
    this.remember(database)
    return reason
  }

  /** Notes the counter of checks that was last seen in the database. */
  remember({ memory }: Database): void {
    if (memory.serverId !== undefined) this.#file?.note({ serverId: memory.serverId, checks: memory.checks })
  }
}

function judge({ place, witness, checks }: Found, known: number | undefined): string | undefined {
  if (known !== undefined && checks < known) return 'the database is older than its last state at this node'
  if (witness === null) return undefined
  const [objects, timeline] = witness.split(' ')
  if (objects !== place.objects) return 'the tables of the database are new, for example from a restored dump'
  if (timeline !== place.timeline && known === undefined)
    return 'the database is on another timeline, which this node does not know'
  return undefined
}

async function readPlace(database: Database): Promise<Found> {
  const [row] = await database.read(
    ({ prisma }) => prisma.$queryRaw<
      { objects: string; timeline: string; witness: string | null; checks: bigint }[]
    >`
      SELECT (SELECT oid::text FROM pg_database WHERE datname = current_database()) || '/' || '"Realm"'::regclass::oid
          AS "objects",
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS "timeline", "witness", "checks"
      FROM "Realm" WHERE "id" = 1`,
  )
  if (row === undefined) throw new Error('the database has no row in Realm')
  const { objects, timeline, witness, checks } = row
  return { place: { objects, timeline }, witness, checks: Number(checks) }
}
