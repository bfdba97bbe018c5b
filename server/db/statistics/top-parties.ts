import { TOP_COUNTS, type TopCount } from '#protocol/dashboard/statistics.ts'
import type { RollupStore, TopParty } from '#server/core/statistics/rollups.ts'
import type { Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

type Whole = number | bigint
type TopRow = Record<TopCount, Whole> & { key: string; name: string | null; applicationName: string | null }

/** Sums as both databases return them: PostgreSQL would make them numerics. */
const SUMS = Prisma.join(
  TOP_COUNTS.map((name) => Prisma.raw(`CAST(sum("${name}") AS BIGINT) AS "${name}"`)),
  ', ',
)

/** The parties of a period are bounded, and an index leads to those of the unit. */
export async function listTop(
  database: Database,
  { unit, by, seconds, from, to, limit }: Parameters<RollupStore['listTop']>[0],
): Promise<TopParty[]> {
  const rank = Prisma.raw(`"${by}"`)
  const rows = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<TopRow[]>`
      SELECT p.*, COALESCE(s."name", h."name", t."clientAppToken") AS "name",
        COALESCE(h."applicationName", t."applicationName") AS "applicationName"
      FROM (SELECT "key", ${SUMS} FROM "Rollup"
        WHERE "unit" = ${unit} AND "seconds" = ${seconds} AND "startedAt" >= ${from} AND "startedAt" < ${to}
        GROUP BY "key" HAVING sum(${rank}) > 0 ORDER BY sum(${rank}) DESC, "key" LIMIT ${limit}) p
      LEFT JOIN "ServerApplication" s ON ${unit} = 'sender' AND s."id" = p."key"
      LEFT JOIN "Hook" h ON ${unit} = 'hook' AND h."id" = p."key"
      LEFT JOIN "ClientAppToken" t ON t."id" = CASE WHEN ${unit} = 'token' THEN CAST(p."key" AS INTEGER) END
      ORDER BY p.${rank} DESC, p."key"`,
  )
  return rows.map(({ key, name, applicationName, ...counts }) => ({
    ...{ key, ...numbersOf(counts) },
    ...(name !== null && { name }),
    ...(applicationName !== null && { applicationName }),
  }))
}

export async function readTop(
  database: Database,
  { unit, by, seconds, from, to, keys }: Parameters<RollupStore['readTop']>[0],
): Promise<{ key: string; startedAt: number; count: number }[]> {
  if (keys.length === 0) return []
  const wanted = keys.map((key) => ({ key }))
  const rows = await database.readRaw(
    ({ prisma, dialect }) => prisma.$queryRaw<{ key: string; startedAt: Whole; count: Whole }[]>`
      SELECT p."key", p."startedAt", CAST(sum(p.${Prisma.raw(`"${by}"`)}) AS BIGINT) AS "count"
      FROM ${dialect.rows({ key: 'text' }, wanted)} JOIN "Rollup" p ON p."key" = r."key"
      WHERE p."unit" = ${unit} AND p."seconds" = ${seconds} AND p."startedAt" >= ${from} AND p."startedAt" < ${to}
      GROUP BY p."key", p."startedAt" ORDER BY p."startedAt", p."key"`,
  )
  return rows.map(({ key, startedAt, count }) => ({
    ...{ key, startedAt: Number(startedAt), count: Number(count) },
  }))
}

function numbersOf(counts: Record<TopCount, Whole>): Record<TopCount, number> {
  const { requests, accepted, bytes, recipients, acked, expired, refused } = counts
  return {
    ...{ requests: Number(requests), accepted: Number(accepted), bytes: Number(bytes) },
    ...{ recipients: Number(recipients), acked: Number(acked) },
    ...{ expired: Number(expired), refused: Number(refused) },
  }
}
