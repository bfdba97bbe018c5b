import { LIMITS } from '#protocol'
import { atOnce, type Turn } from '#server/core/pacer.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { StoreCounts } from '#server/core/store.ts'
import type { Database } from './connection/database.ts'
import { Prisma } from './generated/sqlite/client.ts'

type Counted = { table: 'AoiClient' | 'Registration' | 'ClientAppToken'; where: Prisma.Sql }

const COUNTED = {
  aoiClients: { table: 'AoiClient', where: Prisma.sql`"endedAt" IS NULL` },
  registrations: { table: 'Registration', where: Prisma.sql`"endedAt" IS NULL` },
  sharedTokens: { table: 'ClientAppToken', where: Prisma.sql`"kind" = 'shared'` },
  uniqueTokens: { table: 'ClientAppToken', where: Prisma.sql`"kind" = 'unique'` },
} as const satisfies Record<keyof StoreCounts, Counted>

/**
 * Counts rows for the overview. SQLite counts on the event loop, so it does so in steps. Each condition has an index,
 * in which rows of one value are in the order of `rowid`.
 */
export async function countRows(database: Database, turn: Turn = atOnce): Promise<StoreCounts> {
  const simulated = await countSimulated(database)
  return {
    aoiClients: (await countTable(database, { ...COUNTED.aoiClients, turn })) - simulated.members,
    registrations: (await countTable(database, { ...COUNTED.registrations, turn })) - simulated.members,
    sharedTokens: (await countTable(database, { ...COUNTED.sharedTokens, turn })) - simulated.tokens,
    uniqueTokens: await countTable(database, { ...COUNTED.uniqueTokens, turn }),
  }
}

/** Each simulated AOI Client is a member of one shared token. */
async function countSimulated(database: Database): Promise<{ members: number; tokens: number }> {
  const where = { applicationName: SIMULATION_APPLICATION }
  const { _sum, _count } = await database.read(({ prisma }) =>
    prisma.clientAppToken.aggregate({ where, _sum: { memberCount: true }, _count: true }),
  )
  return { members: _sum.memberCount ?? 0, tokens: _count }
}

type Counting = Counted & { turn: Turn }

async function countTable(database: Database, { table, where, turn }: Counting): Promise<number> {
  const name = Prisma.raw(`"${table}"`)
  let [count, last, from] = [0, 0, 0]
  do {
    await turn(() =>
      database.readRaw(async ({ prisma, dialect }) => {
        const isWhole = dialect.name !== 'sqlite'
        if (!isWhole && from === 0) last = await findLastRow(prisma, name)
        const range = isWhole
          ? Prisma.empty
          : Prisma.sql`AND "rowid" > ${from} AND "rowid" <= ${from + LIMITS.countStepRows}`
        const [row] = await prisma.$queryRaw<{ count: number | bigint }[]>`
          SELECT count(*) AS "count" FROM ${name} WHERE ${where} ${range}`
        count += Number(row?.count ?? 0)
      }),
    )
    from += LIMITS.countStepRows
  } while (from <= last)
  return count
}

async function findLastRow(
  prisma: { $queryRaw: <Rows>(strings: TemplateStringsArray, ...values: unknown[]) => Promise<Rows> },
  name: Prisma.Sql,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ last: number | bigint | null }[]>`
    SELECT max("rowid") AS "last" FROM ${name}`
  return Number(row?.last ?? 0)
}
