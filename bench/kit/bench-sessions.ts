import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import { openStore } from '../../server/db/open-store.ts'
import { systemClock } from '../../server/ops/system-clock.ts'

export const BENCH_APPLICATION = 'bench'
const ROWS_PER_STATEMENT = 5000

/**
 * Numbers of AOI Clients, of registrations per AOI Client and of members per token. `headSeq` is the length of each
 * token's log, and `ackedSeq` the part of it that every member has acknowledged.
 */
export type Population = {
  aoiClients: number
  registrations: number
  members: number
  headSeq?: number
  ackedSeq?: number
}

/** Returns the credential of the AOI Client number `index`, from 0. */
export function benchCredential(index: number): { aoiClientId: string; aoiClientSecret: string } {
  const number = String(index)
  return { aoiClientId: `ac_${number.padStart(22, 'A')}`, aoiClientSecret: number.padStart(43, 'A') }
}

/** Returns the token number `index`, from 0. */
export function benchToken(index: number): string {
  return `g1${String(index).padStart(43, 'A')}`
}

/** Returns the tokens that the AOI Client is registered to. Neighbours share them. */
export function tokensOf(population: Population, aoiClient: number): string[] {
  const group = Math.floor(aoiClient / population.members)
  return Array.from({ length: population.registrations }, (_, place) =>
    benchToken(group * population.registrations + place),
  )
}

/**
 * Writes the AOI Clients and their registrations into the embedded database of a server that does not run. It would
 * take an hour over the network, where the limits against attackers apply. Creates the database if the server has not.
 */
export async function fillSessions(dataDirectory: string, population: Population): Promise<void> {
  if (!existsSync(join(dataDirectory, 'aoi.db')))
    await (await openStore({ dataDirectory, clock: systemClock })).close()
  const database = await new PrismaLibSql({ url: `file:${join(dataDirectory, 'aoi.db')}` }).connect()
  for (const statement of statements(population, Date.now())) await database.executeScript(statement)
  await database.dispose()
}

/** The same on PostgreSQL, in the database of a server that has run once. The logs are empty. */
export async function fillPostgresqlSessions(databaseUrl: string, population: Population): Promise<void> {
  const database = await new PrismaPg({ connectionString: databaseUrl }).connect()
  for (const statement of memberStatements(population, Date.now())) await database.executeScript(statement)
  await database.dispose()
}

/** Adds `count` notifications to the log of every token, as if they had been accepted while no client was connected. */
export async function growLogs(
  dataDirectory: string,
  { population, count }: { population: Population; count: number },
): Promise<void> {
  const database = await new PrismaLibSql({ url: `file:${join(dataDirectory, 'aoi.db')}` }).connect()
  const { headSeq: afterSeq = 0 } = population
  const toSeq = afterSeq + count
  for (const statement of logStatements(population, { afterSeq, toSeq, now: Date.now() }))
    await database.executeScript(statement)
  await database.executeScript(`UPDATE "ClientAppToken" SET "headSeq" = ${toSeq}`)
  await database.dispose()
}

function logStatements(
  population: Population,
  { afterSeq, toSeq, now }: { afterSeq: number; toSeq: number; now: number },
): string[] {
  const { aoiClients, registrations, members, ackedSeq = 0 } = population
  const tokens = Math.ceil(aoiClients / members) * registrations
  return [
    `WITH RECURSIVE
      t(token) AS (SELECT 1 UNION ALL SELECT token + 1 FROM t WHERE token < ${tokens}),
      s(seq) AS (SELECT ${afterSeq} UNION ALL SELECT seq + 1 FROM s WHERE seq < ${toSeq})
      INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds", "acceptedAt", "expiresAt",
        "recipients", "acked", "serverApplicationId")
      SELECT token, seq, printf('018bc8d4-0000-7%03x-8%03x-%012x', token / 4096, token % 4096, seq),
        '"${'x'.repeat(80)}"', 'normal', 86400, ${now}, ${now + 86_400_000}, ${members},
        iif(seq <= ${ackedSeq}, ${members}, 0), 'log'
      FROM t, s WHERE seq > ${afterSeq}`,
  ]
}

function statements(population: Population, now: number): string[] {
  const { headSeq = 0 } = population
  return [
    ...memberStatements(population, now),
    ...logStatements(population, { afterSeq: 0, toSeq: headSeq, now }),
    'ANALYZE',
  ]
}

function memberStatements(population: Population, now: number): string[] {
  const { aoiClients, registrations, members, headSeq = 0, ackedSeq = 0 } = population
  const all = Array.from({ length: aoiClients }, (_, index) => index)
  const tokens = Math.ceil(aoiClients / members) * registrations
  return [
    ...insert('"AoiClient" ("id", "secretHash", "createdAt", "lastSeenAt")', all, (index) => {
      const { aoiClientId, aoiClientSecret } = benchCredential(index)
      const hash = createHash('sha256').update(aoiClientSecret).digest('hex')
      return [`('${aoiClientId}', '${hash}', ${now}, ${now})`]
    }),
    ...insert(
      '"ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope", "headSeq", "memberCount", "createdAt")',
      Array.from({ length: tokens }, (_, index) => index),
      (index) => {
        const group = Math.floor(index / registrations)
        const count = Math.min(members, aoiClients - group * members)
        return [
          `(${index + 1}, '${benchToken(index)}', 'shared', '${BENCH_APPLICATION}', '', ${headSeq}, ${count}, ${now})`,
        ]
      },
    ),
    ...insert(
      '"Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")',
      all,
      (index) => {
        const first = Math.floor(index / members) * registrations
        const { aoiClientId } = benchCredential(index)
        return Array.from(
          { length: registrations },
          (_, place) => `('${aoiClientId}', ${first + place + 1}, 0, ${ackedSeq}, ${now})`,
        )
      },
    ),
    `INSERT INTO "ServerApplication" VALUES ('log', 'log', ${now})`,
  ]
}

function insert(table: string, rows: readonly number[], values: (row: number) => string[]): string[] {
  const all = rows.flatMap(values)
  return Array.from(
    { length: Math.ceil(all.length / ROWS_PER_STATEMENT) },
    (_, step) =>
      `INSERT INTO ${table} VALUES ${all.slice(step * ROWS_PER_STATEMENT, (step + 1) * ROWS_PER_STATEMENT).join(', ')}`,
  )
}
