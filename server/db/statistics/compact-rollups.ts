import {
  type Rollup,
  type RollupStore,
  type RollupUnit,
  SHARED_WRITERS,
} from '#server/core/statistics/rollups.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { addRow, emptyRollup, type RollupRow, replaceRollups } from './rollups.ts'

type Whole = number | bigint

export async function findPeriod(
  database: Database,
  { seconds, from, to }: Parameters<RollupStore['findPeriod']>[0],
): Promise<number | undefined> {
  const [next] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ startedAt: Whole }[]>`
      SELECT "startedAt" FROM "Rollup" WHERE "seconds" = ${seconds} AND "startedAt" >= ${from} AND "startedAt" < ${to}
      ORDER BY "startedAt" LIMIT 1`,
  )
  return next && Number(next.startedAt)
}

/** Condition: the row is a process's own, or the sum of such rows. */
const OF_PROCESSES = Prisma.sql`"writer" NOT IN (${SHARED_WRITERS.expired}, ${SHARED_WRITERS.backlog})`

type Period = Parameters<RollupStore['compactRollups']>[0]

export async function compactRollups(database: Database, period: Period): Promise<number> {
  // Without a transaction, because most periods are compact.
  const found = await database.readRaw((connection) => selectSeveral(connection, { ...period, rows: 1 }))
  if (found.length === 0) return 0
  return database.writeRaw(async (tx) => {
    const keys = await selectSeveral(tx, period)
    const rows = await removeRows(tx, { ...period, keys })
    const rollups = sumUp(period, rows)
    if (rollups.length > 0) await replaceRollups(tx, { writer: SHARED_WRITERS.compacted, rollups })
    return rows.length
  })
}

type RowKey = { unit: RollupUnit; key: string }

/** Returns the units that have rows of several writers in the period, `rows` at most. */
function selectSeveral({ prisma }: RawConnection, { seconds, startedAt, rows }: Period): Promise<RowKey[]> {
  return prisma.$queryRaw<RowKey[]>`
    SELECT "unit", "key" FROM "Rollup" WHERE "seconds" = ${seconds} AND "startedAt" = ${startedAt} AND ${OF_PROCESSES}
    GROUP BY "unit", "key" HAVING count(*) > 1 ORDER BY "unit", "key" LIMIT ${rows}`
}

/** Removes `rows` rows at most. The sum of earlier rows comes first, so that the new sum includes it. */
function removeRows(
  tx: RawConnection,
  { seconds, startedAt, rows, keys }: Period & { keys: readonly RowKey[] },
): Promise<(RollupRow & RowKey)[]> {
  return tx.prisma.$queryRaw<(RollupRow & RowKey)[]>`
    DELETE FROM "Rollup" WHERE ("unit", "key", "seconds", "startedAt", "writer") IN
      (SELECT p."unit", p."key", p."seconds", p."startedAt", p."writer"
        FROM ${tx.dialect.rows({ unit: 'text', key: 'text' }, keys)} CROSS JOIN "Rollup" p
        WHERE p."unit" = r."unit" AND p."key" = r."key" AND p."seconds" = ${seconds} AND p."startedAt" = ${startedAt}
          AND ${OF_PROCESSES}
        ORDER BY p."unit", p."key", CASE p."writer" WHEN ${SHARED_WRITERS.compacted} THEN 0 ELSE 1 END LIMIT ${rows})
    RETURNING "unit", "key", "startedAt", "accepted", "recipients", "acked", "onlineSeconds", "expired", "refused",
      "backlog", "requests", "bytes", "times"`
}

function sumUp({ seconds, startedAt }: Period, rows: readonly (RollupRow & RowKey)[]): Rollup[] {
  const sums = new Map<string, Rollup>()
  for (const row of rows) {
    const { unit, key } = row
    const name = `${unit} ${key}`
    const sum = sums.get(name) ?? emptyRollup({ seconds, startedAt, unit, key })
    addRow(sum, row)
    sums.set(name, sum)
  }
  return [...sums.values()]
}
