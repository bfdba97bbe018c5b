import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import { ROLLUP_SECONDS, type RollupStore, type UnackedSums } from '#server/core/statistics/rollups.ts'
import type { Database, RawConnection } from '../connection/database.ts'

type Whole = number | bigint

export async function findNextExpiry(database: Database, after: number): Promise<number | undefined> {
  const [next] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ expiresAt: Whole }[]>`
      SELECT "expiresAt" FROM "Notification" WHERE "expiresAt" > ${after} ORDER BY "expiresAt" LIMIT 1`,
  )
  return next && Number(next.expiresAt)
}

export async function sumUnacked(
  database: Database,
  { after, upTo, rows }: Parameters<RollupStore['sumUnacked']>[0],
): Promise<UnackedSums> {
  return database.readRaw(async ({ prisma }) => {
    // Rows of one time stay together, so that the next step begins after all of them.
    const [last] = await prisma.$queryRaw<{ expiresAt: Whole }[]>`
      SELECT "expiresAt" FROM "Notification" WHERE "expiresAt" > ${after} AND "expiresAt" <= ${upTo}
      ORDER BY "expiresAt" LIMIT 1 OFFSET ${rows - 1}`
    const reachedAt = last === undefined ? upTo : Number(last.expiresAt)
    const sums = await prisma.$queryRaw<{ applicationName: string; unacked: Whole }[]>`
      SELECT t."applicationName", CAST(sum(n."recipients" - n."acked") AS BIGINT) AS "unacked"
      FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"
      WHERE n."expiresAt" > ${after} AND n."expiresAt" <= ${reachedAt} AND n."acked" < n."recipients"
        AND n."cancelledAt" IS NULL AND n."replacedAt" IS NULL AND t."applicationName" <> ${SIMULATION_APPLICATION}
      GROUP BY t."applicationName"`
    return {
      reachedAt,
      sums: sums.map(({ applicationName, unacked }) => ({ applicationName, unacked: Number(unacked) })),
    }
  })
}

export async function findLastMinute(
  database: Database,
  writer: Parameters<RollupStore['findLastMinute']>[0],
): Promise<number | undefined> {
  const [last] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ startedAt: Whole }[]>`
      SELECT "startedAt" FROM "Rollup" WHERE "unit" = 'all' AND "key" = '' AND "seconds" = 60 AND "writer" = ${writer}
      ORDER BY "startedAt" DESC LIMIT 1`,
  )
  return last && Number(last.startedAt)
}

type LogCounts = Parameters<RollupStore['writeLogCounts']>[0]

export async function writeLogCounts(database: Database, input: LogCounts): Promise<void> {
  if (input.counts.length === 0) return
  await database.writeRaw(async (tx) => {
    await writeMinute(tx, input)
    for (const [place, seconds] of ROLLUP_SECONDS.entries()) {
      const part = ROLLUP_SECONDS[place - 1]
      if (part !== undefined) await sumUpParts(tx, { ...input, seconds, part })
    }
  })
}

const MINUTE_COLUMNS = {
  unit: 'text',
  key: 'text',
  expired: 'bigint',
  backlog: 'bigint',
  times: 'bytes',
} as const

/** No number becomes less, so that a write may be repeated, also by another node. */
async function writeMinute(tx: RawConnection, { writer, startedAt, counts }: LogCounts): Promise<void> {
  const rows = counts.map(({ unit, key, count }) => ({
    ...{ unit, key, times: '', expired: 0, backlog: 0 },
    ...(writer === 'expired' ? { expired: count } : { backlog: count }),
  }))
  await tx.prisma.$executeRaw`
    INSERT INTO "Rollup" ("unit", "key", "seconds", "startedAt", "writer", "accepted", "recipients", "acked",
      "onlineSeconds", "expired", "backlog", "times")
    SELECT r."unit", r."key", 60, CAST(${startedAt} AS BIGINT), CAST(${writer} AS TEXT), 0, 0, 0, 0, r."expired",
      r."backlog", r."times" FROM ${tx.dialect.rows(MINUTE_COLUMNS, rows)}
    WHERE true
    ON CONFLICT ("unit", "key", "seconds", "startedAt", "writer") DO UPDATE SET
      "expired" = CASE WHEN excluded."expired" > "Rollup"."expired" THEN excluded."expired" ELSE "Rollup"."expired" END,
      "backlog" = CASE WHEN excluded."backlog" > "Rollup"."backlog" THEN excluded."backlog" ELSE "Rollup"."backlog" END`
}

type Parts = LogCounts & { seconds: number; part: number }

/** Writes a longer period from the periods of the same writer in it, for the units of the counts. */
async function sumUpParts(
  tx: RawConnection,
  { writer, startedAt, counts, seconds, part }: Parts,
): Promise<void> {
  const from = startedAt - (startedAt % (seconds * 1000))
  const rows = counts.map(({ unit, key }) => ({ unit, key, times: '' }))
  const columns = { unit: 'text', key: 'text', times: 'bytes' } as const
  await tx.prisma.$executeRaw`
    INSERT INTO "Rollup" ("unit", "key", "seconds", "startedAt", "writer", "accepted", "recipients", "acked",
      "onlineSeconds", "expired", "backlog", "times")
    SELECT p."unit", p."key", CAST(${seconds} AS INTEGER), CAST(${from} AS BIGINT), CAST(${writer} AS TEXT), 0, 0, 0, 0,
      CAST(sum(p."expired") AS BIGINT), max(p."backlog"), r."times"
    FROM ${tx.dialect.rows(columns, rows)} CROSS JOIN "Rollup" p
    WHERE p."unit" = r."unit" AND p."key" = r."key" AND p."seconds" = ${part} AND p."writer" = ${writer}
      AND p."startedAt" >= ${from} AND p."startedAt" < ${from + seconds * 1000}
    GROUP BY p."unit", p."key", r."times"
    ON CONFLICT ("unit", "key", "seconds", "startedAt", "writer") DO UPDATE SET "expired" = excluded."expired",
      "backlog" = excluded."backlog"`
}
