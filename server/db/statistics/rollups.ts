import { promisify } from 'node:util'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import { addPackedTimes, packTimes } from '#server/core/statistics/packed-times.ts'
import {
  addCounts,
  emptyCounts,
  type Rollup,
  type RollupCounts,
  type RollupStore,
} from '#server/core/statistics/rollups.ts'
import type { Database, RawConnection } from '../connection/database.ts'

/** Rows that are added up in one turn of the event loop. */
const ROWS_PER_TURN = 200
const nextTurn = promisify(setImmediate)

const COLUMNS = {
  unit: 'text',
  key: 'text',
  seconds: 'integer',
  startedAt: 'bigint',
  writer: 'text',
  accepted: 'bigint',
  recipients: 'bigint',
  acked: 'bigint',
  onlineSeconds: 'bigint',
  expired: 'bigint',
  refused: 'bigint',
  backlog: 'bigint',
  requests: 'bigint',
  bytes: 'bigint',
  times: 'bytes',
} as const

export async function writeRollups(
  database: Database,
  { writer, rollups }: Parameters<RollupStore['writeRollups']>[0],
): Promise<void> {
  if (rollups.length === 0) return
  await database.writeRaw((tx) => replaceRollups(tx, { writer, rollups }))
}

/** Writes the rows of one writer, over those that it wrote before. */
export async function replaceRollups(
  tx: RawConnection,
  { writer, rollups }: Parameters<RollupStore['writeRollups']>[0],
): Promise<void> {
  const rows = rollups.map(({ times, ...row }) => ({
    ...row,
    writer,
    times: Buffer.from(packTimes(times)).toString('hex'),
  }))
  await tx.prisma.$executeRaw`
    INSERT INTO "Rollup" ("unit", "key", "seconds", "startedAt", "writer", "accepted", "recipients", "acked",
      "onlineSeconds", "expired", "refused", "backlog", "requests", "bytes", "times")
    SELECT r."unit", r."key", r."seconds", r."startedAt", r."writer", r."accepted", r."recipients", r."acked",
      r."onlineSeconds", r."expired", r."refused", r."backlog", r."requests", r."bytes", r."times" FROM ${tx.dialect.rows(COLUMNS, rows)}
    WHERE true
    ON CONFLICT ("unit", "key", "seconds", "startedAt", "writer") DO UPDATE SET "accepted" = excluded."accepted",
      "recipients" = excluded."recipients", "acked" = excluded."acked", "onlineSeconds" = excluded."onlineSeconds",
      "expired" = excluded."expired", "refused" = excluded."refused", "backlog" = excluded."backlog",
      "requests" = excluded."requests", "bytes" = excluded."bytes", "times" = excluded."times"`
}

/** The numbers of a row, as both databases answer them. */
export type RollupRow = RollupCounts<number | bigint> & { startedAt: number | bigint; times: Uint8Array }

export async function readRollups(
  database: Database,
  { seconds, from, to, unit, key }: Parameters<RollupStore['readRollups']>[0],
): Promise<Rollup[]> {
  const rows = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<RollupRow[]>`
      SELECT "startedAt", "accepted", "recipients", "acked", "onlineSeconds", "expired", "refused", "backlog", "requests",
        "bytes", "times"
      FROM "Rollup"
      WHERE "unit" = ${unit} AND "key" = ${key} AND "seconds" = ${seconds}
        AND "startedAt" >= ${from} AND "startedAt" < ${to}
      ORDER BY "startedAt"`,
  )
  const sums = new Map<number, Rollup>()
  for (const [place, row] of rows.entries()) {
    // A day in minutes has thousands of histograms: nothing else waits for all of them.
    if (place % ROWS_PER_TURN === ROWS_PER_TURN - 1) await nextTurn()
    const startedAt = Number(row.startedAt)
    const sum = sums.get(startedAt) ?? emptyRollup({ seconds, startedAt, unit, key })
    addRow(sum, row)
    sums.set(startedAt, sum)
  }
  return [...sums.values()]
}

export function emptyRollup(place: Pick<Rollup, 'seconds' | 'startedAt' | 'unit' | 'key'>): Rollup {
  return { ...place, ...emptyCounts(), times: new TimeHistogram() }
}

/** Adds the row of one writer to the sum over all of them. */
export function addRow(sum: Rollup, row: RollupRow): void {
  addCounts(sum, row)
  addPackedTimes(sum.times, row.times)
}

export async function listWritten(
  database: Database,
  { seconds, from, to }: Parameters<RollupStore['listWritten']>[0],
): Promise<number[]> {
  const rows = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<Pick<RollupRow, 'startedAt'>[]>`
      SELECT DISTINCT "startedAt" FROM "Rollup"
      WHERE "unit" = 'all' AND "key" = '' AND "seconds" = ${seconds}
        AND "startedAt" >= ${from} AND "startedAt" < ${to}
      ORDER BY "startedAt"`,
  )
  return rows.map(({ startedAt }) => Number(startedAt))
}

export async function nameApplications(
  database: Database,
  tokenIds: readonly number[],
): Promise<Map<number, string>> {
  if (tokenIds.length === 0) return new Map()
  const ids = tokenIds.map((id) => ({ id }))
  const rows = await database.readRaw(
    ({ prisma, dialect }) => prisma.$queryRaw<{ id: number | bigint; applicationName: string }[]>`
      SELECT t."id", t."applicationName" FROM ${dialect.rows({ id: 'integer' }, ids)}
      JOIN "ClientAppToken" t ON t."id" = r."id"`,
  )
  return new Map(rows.map(({ id, applicationName }) => [Number(id), applicationName]))
}
