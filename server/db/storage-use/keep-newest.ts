import type { Turn } from '#server/core/pacer.ts'
import type { Connection, Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** A table whose rows are kept for `seconds` since their `at`, and at most `rows` of them, the newest by `place`. */
export type Kept = {
  table: 'Event' | 'FlightConnection'
  place: 'position' | 'id'
  seconds: number
  rows: number
}

/** Removes one portion of the rows that are no longer kept. Returns how many. */
export async function keepNewest(
  database: Database,
  kept: Kept,
  { turn, now, rows }: { turn: Turn; now: number; rows: number },
): Promise<number> {
  const before = now - kept.seconds * 1000
  if (!(await isDue(database, kept, before))) return 0
  return turn(() => database.write((tx) => removeOldest(tx, kept, { before, rows })))
}

/** Looks at the ends of indexes. SQLite finds only one of `min` and `max` in a statement without reading all rows. */
async function isDue(database: Database, { table, place, rows }: Kept, before: number): Promise<boolean> {
  const [name, by] = namesOf({ table, place })
  const [found] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ old: unknown; least: unknown; most: unknown }[]>`
      SELECT (SELECT 1 FROM ${name} WHERE "at" <= ${before} LIMIT 1) AS "old",
        (SELECT min(${by}) FROM ${name}) AS "least", (SELECT max(${by}) FROM ${name}) AS "most"`,
  )
  return found?.old != null || Number(found?.most ?? 0) - Number(found?.least ?? 0) >= rows
}

function removeOldest(
  { prisma }: Connection,
  { table, place, rows: most }: Kept,
  { before, rows }: { before: number; rows: number },
): Promise<number> {
  const [name, by] = namesOf({ table, place })
  return prisma.$executeRaw`
    DELETE FROM ${name} WHERE "id" IN (
      SELECT r."id" FROM ${name} r WHERE r."at" <= ${before}
        OR r.${by} <= (SELECT max(m.${by}) FROM ${name} m) - ${most}
      ORDER BY r."at" LIMIT ${rows})`
}

function namesOf({ table, place }: Pick<Kept, 'table' | 'place'>) {
  return [Prisma.raw(`"${table}"`), Prisma.raw(`"${place}"`)] as const
}
