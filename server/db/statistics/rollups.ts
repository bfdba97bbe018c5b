import { TimeHistogram } from '#protocol/time-histogram.ts'
import { packTimes, unpackTimes } from '#server/core/statistics/packed-times.ts'
import type { Rollup, RollupStore } from '#server/core/statistics/rollups.ts'
import type { Database } from '../connection/database.ts'

/** Creates the store of the statistics on an open database. */
export function createRollupStore(database: Database): RollupStore {
  return {
    writeRollups: (input) => writeRollups(database, input),
    readRollups: (input) => readRollups(database, input),
    listRollupApplications: (input) => listRollupApplications(database, input),
    nameApplications: (tokenIds) => nameApplications(database, tokenIds),
  }
}

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
  times: 'bytes',
} as const

async function writeRollups(
  database: Database,
  { writer, rollups }: Parameters<RollupStore['writeRollups']>[0],
): Promise<void> {
  if (rollups.length === 0) return
  const rows = rollups.map(({ times, ...row }) => ({
    ...row,
    writer,
    times: Buffer.from(packTimes(times)).toString('hex'),
  }))
  await database.writeRaw(
    (tx) => tx.prisma.$executeRaw`
      INSERT INTO "Rollup" ("unit", "key", "seconds", "startedAt", "writer", "accepted", "recipients", "acked",
        "onlineSeconds", "times")
      SELECT r."unit", r."key", r."seconds", r."startedAt", r."writer", r."accepted", r."recipients", r."acked",
        r."onlineSeconds", r."times" FROM ${tx.dialect.rows(COLUMNS, rows)}
      WHERE true
      ON CONFLICT ("unit", "key", "seconds", "startedAt", "writer") DO UPDATE SET "accepted" = excluded."accepted",
        "recipients" = excluded."recipients", "acked" = excluded."acked",
        "onlineSeconds" = excluded."onlineSeconds", "times" = excluded."times"`,
  )
}

type Row = Record<'startedAt' | 'accepted' | 'recipients' | 'acked' | 'onlineSeconds', number | bigint> & {
  times: Uint8Array
}

async function readRollups(
  database: Database,
  { seconds, from, to, unit, key }: Parameters<RollupStore['readRollups']>[0],
): Promise<Rollup[]> {
  const rows = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<Row[]>`
      SELECT "startedAt", "accepted", "recipients", "acked", "onlineSeconds", "times" FROM "Rollup"
      WHERE "unit" = ${unit} AND "key" = ${key} AND "seconds" = ${seconds}
        AND "startedAt" >= ${from} AND "startedAt" < ${to}
      ORDER BY "startedAt"`,
  )
  const sums = new Map<number, Rollup>()
  for (const row of rows) {
    const startedAt = Number(row.startedAt)
    const sum = sums.get(startedAt) ?? emptyRollup({ seconds, startedAt, unit, key })
    sum.accepted += Number(row.accepted)
    sum.recipients += Number(row.recipients)
    sum.acked += Number(row.acked)
    sum.onlineSeconds += Number(row.onlineSeconds)
    sum.times.merge(unpackTimes(row.times))
    sums.set(startedAt, sum)
  }
  return [...sums.values()]
}

function emptyRollup(place: Pick<Rollup, 'seconds' | 'startedAt' | 'unit' | 'key'>): Rollup {
  return { ...place, accepted: 0, recipients: 0, acked: 0, onlineSeconds: 0, times: new TimeHistogram() }
}

async function listRollupApplications(
  database: Database,
  { seconds, from, to, limit }: Parameters<RollupStore['listRollupApplications']>[0],
): Promise<string[]> {
  const rows = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ key: string }[]>`
      SELECT "key" FROM "Rollup"
      WHERE "seconds" = ${seconds} AND "startedAt" >= ${from} AND "startedAt" < ${to} AND "unit" = 'application'
      GROUP BY "key" ORDER BY sum("accepted") DESC, "key" LIMIT ${limit}`,
  )
  return rows.map(({ key }) => key)
}

async function nameApplications(
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
