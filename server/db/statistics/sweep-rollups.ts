import { LIMITS } from '#protocol'
import type { Turn } from '#server/core/pacer.ts'
import type { RollupSeconds } from '#server/core/statistics/rollups.ts'
import type { Database } from '../connection/database.ts'

/** Removes at most `rows` rollups of each length that are past their time. Returns how many. */
export async function sweepRollups(
  database: Database,
  { turn, now, rows }: { turn: Turn; now: number; rows: number },
): Promise<number> {
  let removed = 0
  for (const { seconds, before } of expiries(database, now)) {
    if (!(await isDue(database, { seconds, before }))) continue
    removed += await turn(() =>
      database.writeRaw(
        (tx) => tx.prisma.$executeRaw`
          DELETE FROM "Rollup" WHERE ("unit", "key", "seconds", "startedAt", "writer") IN
            (SELECT "unit", "key", "seconds", "startedAt", "writer" FROM "Rollup"
              WHERE "seconds" = ${seconds} AND "startedAt" <= ${before} ORDER BY "startedAt" LIMIT ${rows})`,
      ),
    )
  }
  return removed
}

type Expiry = { seconds: RollupSeconds; before: number }

function expiries({ retention }: Database, now: number): Expiry[] {
  const kept = retention.statisticsSeconds
  const before = (seconds: number) => now - Math.min(seconds, kept) * 1000
  return [
    { seconds: 60, before: before(LIMITS.rollupMinutesKeptSeconds) },
    { seconds: 3600, before: before(LIMITS.rollupHoursKeptSeconds) },
    { seconds: 86_400, before: before(kept) },
  ]
}

async function isDue(database: Database, { seconds, before }: Expiry): Promise<boolean> {
  const found = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<unknown[]>`
      SELECT 1 AS "due" FROM "Rollup" WHERE "seconds" = ${seconds} AND "startedAt" <= ${before} LIMIT 1`,
  )
  return found.length > 0
}
