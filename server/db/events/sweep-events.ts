import { LIMITS } from '#protocol'
import type { Turn } from '#server/core/pacer.ts'
import type { Connection, Database } from '../connection/database.ts'

/**
 * Removes one portion of events that are older than `LIMITS.eventsKeptSeconds`, or more than `LIMITS.eventsKept` behind
 * the newest. Returns how many.
 */
export async function sweepEvents(
  database: Database,
  { turn, now, rows }: { turn: Turn; now: number; rows: number },
): Promise<number> {
  const at = now - LIMITS.eventsKeptSeconds * 1000
  const isDue = await database.read(async ({ prisma }) => {
    const old = await prisma.event.findFirst({ where: { at: { lte: at } }, select: { id: true } })
    if (old !== null) return true
    const { _min, _max } = await prisma.event.aggregate({
      _min: { position: true },
      _max: { position: true },
    })
    return Number(_max.position ?? 0) - Number(_min.position ?? 0) >= LIMITS.eventsKept
  })
  if (!isDue) return 0
  return turn(() => database.write((tx) => removeEvents(tx, { at, rows })))
}

function removeEvents({ prisma }: Connection, { at, rows }: { at: number; rows: number }): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM "Event" WHERE "id" IN (
      SELECT e."id" FROM "Event" e WHERE e."at" <= ${at}
        OR e."position" <= (SELECT max(m."position") FROM "Event" m) - ${LIMITS.eventsKept}
      ORDER BY e."at" LIMIT ${rows})`
}
