import type { FoundAoiClient, SearchStore, UnindexedAoiClient } from '#server/core/search/search-store.ts'
import { clientTerms } from '#server/core/search/terms.ts'
import { SIMULATED_SECRET_HASH } from '#server/core/simulations/simulation-store.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** A term comes up to once for each word, so a read looks at more terms than it returns AOI Clients. */
const SPARE = 20
const HEX = 'hex'

type Whole = number | bigint

/** Finds AOI Clients by the beginning of a term. `g` comes after every hex digit, in every collation. */
export async function findTerms(
  { prisma }: RawConnection,
  { kind, term, rows }: Parameters<SearchStore['findAoiClients']>[0],
): Promise<FoundAoiClient[]> {
  const start = Buffer.from(term).toString(HEX)
  const found = await prisma.$queryRaw<{ id: string; name: string | null; term: string }[]>`
    SELECT c."id", c."name", s."term"
    FROM (SELECT "aoiClientId", "term" FROM "SearchTerm" WHERE "kind" = ${kind} AND "term" >= ${start}
      AND "term" < ${`${start}g`} ORDER BY "term" LIMIT ${rows * SPARE}) s
    CROSS JOIN "AoiClient" c WHERE c."id" = s."aoiClientId" AND c."endedAt" + 0 IS NULL
    ORDER BY s."term", c."id" LIMIT ${rows}`
  return found.map(({ id, name, term: hex }) => ({
    ...{ id, term: Buffer.from(hex, HEX).toString() },
    ...(name !== null && { name }),
  }))
}

type Waiting = { id: string; name: string | null; label: string | null; hasTerms: boolean | Whole }

/** Returns AOI Clients without terms that should have some: simulated and ended ones have none. */
export async function findUnindexed(connection: RawConnection, rows: number): Promise<UnindexedAoiClient[]> {
  return withLabels(connection, await selectWaiting(connection, { rows, lock: Prisma.empty }))
}

function selectWaiting(
  { prisma }: RawConnection,
  { rows, lock }: { rows: number; lock: Prisma.Sql },
): Promise<Waiting[]> {
  return prisma.$queryRaw<Waiting[]>`
    SELECT "id", "name", "label", ("endedAt" IS NULL AND "secretHash" <> ${SIMULATED_SECRET_HASH}) AS "hasTerms"
    FROM "AoiClient" WHERE "indexedAt" IS NULL LIMIT ${rows} ${lock}`
}

async function withLabels(
  { prisma, dialect }: RawConnection,
  waiting: readonly Waiting[],
): Promise<UnindexedAoiClient[]> {
  const clients = waiting.filter(({ hasTerms }) => Boolean(hasTerms))
  if (clients.length === 0) return []
  const labelled = await prisma.$queryRaw<{ aoiClientId: string; label: string }[]>`
    SELECT g."aoiClientId", g."label" FROM ${dialect.rows(
      { id: 'text' },
      clients.map(({ id }) => ({ id })),
    )}
    CROSS JOIN "Registration" g
    WHERE g."aoiClientId" = r."id" AND g."generation" = 0 AND g."label" IS NOT NULL`
  const labels = new Map<string, string[]>()
  for (const { aoiClientId, label } of labelled)
    labels.set(aoiClientId, [...(labels.get(aoiClientId) ?? []), label])
  return clients.map(({ id, name, label }) => ({
    ...{ id, ...(name !== null && { name }) },
    labels: [...(label === null ? [] : [label]), ...(labels.get(id) ?? [])],
  }))
}

/** True if an AOI Client or a token waits for its terms. */
async function lacksTerms(database: Database): Promise<boolean> {
  const found = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<unknown[]>`
      SELECT 1 AS "found" FROM (SELECT "id" FROM "AoiClient" WHERE "indexedAt" IS NULL LIMIT 1) c
      UNION ALL SELECT 1 FROM (SELECT "id" FROM "ClientAppToken" WHERE "fingerprint" IS NULL LIMIT 1) t`,
  )
  return found.length > 0
}

/**
 * Writes the terms of at most `rows` AOI Clients, and the fingerprints of as many tokens. Returns how many. No
 * registration waits for it, and rows of an older server get theirs too.
 */
export async function writeTerms(database: Database, rows: number): Promise<number> {
  if (!(await lacksTerms(database))) return 0
  return database.writeRaw(
    async (tx) =>
      (await indexClients(tx, { rows, at: database.clock.now() })) + (await fillFingerprints(tx, rows)),
  )
}

async function indexClients(tx: RawConnection, { rows, at }: { rows: number; at: number }): Promise<number> {
  // Without the lock, a label that is set meanwhile would stay without terms. A client that is busy takes the next turn.
  const lock = tx.dialect.name === 'postgresql' ? Prisma.sql`FOR NO KEY UPDATE SKIP LOCKED` : Prisma.empty
  const waiting = await selectWaiting(tx, { rows, lock })
  if (waiting.length === 0) return 0
  const clients = await withLabels(tx, waiting)
  const terms = clients.flatMap((client) =>
    clientTerms(client).map(({ kind, term }) => ({
      ...{ aoiClientId: client.id, kind },
      term: Buffer.from(term).toString(HEX),
    })),
  )
  const ids = () =>
    tx.dialect.rows(
      { id: 'text' },
      waiting.map(({ id }) => ({ id })),
    )
  await tx.prisma.$executeRaw`DELETE FROM "SearchTerm" WHERE "aoiClientId" IN (SELECT r."id" FROM ${ids()})`
  if (terms.length > 0) {
    const columns = { aoiClientId: 'text', kind: 'text', term: 'text' } as const
    await tx.prisma.$executeRaw`
      INSERT INTO "SearchTerm" ("aoiClientId", "kind", "term")
      SELECT r."aoiClientId", r."kind", r."term" FROM ${tx.dialect.rows(columns, terms)} WHERE true
      ON CONFLICT DO NOTHING`
  }
  return tx.prisma.$executeRaw`
    UPDATE "AoiClient" SET "indexedAt" = ${at} WHERE "id" IN (SELECT r."id" FROM ${ids()})`
}

async function fillFingerprints(tx: RawConnection, rows: number): Promise<number> {
  const found = await tx.prisma.$queryRaw<{ id: number; clientAppToken: string }[]>`
    SELECT "id", "clientAppToken" FROM "ClientAppToken" WHERE "fingerprint" IS NULL LIMIT ${rows}`
  if (found.length === 0) return 0
  const filled = found.map(({ id, clientAppToken }) => ({
    id,
    fingerprint: tokenFingerprint(clientAppToken),
  }))
  return tx.prisma.$executeRaw`
    UPDATE "ClientAppToken" SET "fingerprint" = r."fingerprint"
    FROM ${tx.dialect.rows({ id: 'integer', fingerprint: 'text' }, filled)} WHERE "ClientAppToken"."id" = r."id"`
}
