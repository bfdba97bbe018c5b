import { LIMITS } from '#protocol'
import type { AppendRequest, AppendResult } from '#server/core/store.ts'
import type { RawConnection, RawTransaction } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { APPENDED, APPENDED_WITH_NETWORK, type NewLogRow } from './notification-row.ts'
import { keyOf, type Replacement, type StoredAnswer } from './plan-append.ts'

const KEPT_MS = LIMITS.idempotencyKeptSeconds * 1000

/**
 * Inserts the rows of the whole group in one statement: Prisma's `create` costs a hundred times as much for each row.
 * `counting` is executed with it. On PostgreSQL it is a part of the same statement, because a statement costs the
 * server and its client more than a row does.
 */
export function insertLogRows(
  tx: RawTransaction,
  { added, counting }: { added: readonly NewLogRow[]; counting: Prisma.Sql | undefined },
): void {
  // Scheduled notifications count, but have no rows in the log.
  const isJoined = counting !== undefined && added.length > 0 && tx.dialect.name === 'postgresql'
  if (counting !== undefined && !isJoined) tx.send`${counting}`
  if (added.length === 0) return
  const before = isJoined ? Prisma.sql`WITH "counted" AS (${counting})` : Prisma.empty
  const { types, names, values } = added.some((row) => row.senderNetwork !== undefined)
    ? APPENDED_WITH_NETWORK
    : APPENDED
  tx.send`
    ${before} INSERT INTO "Notification" (${names}) SELECT ${values} FROM ${tx.dialect.rows(types, added)}`
}

/**
 * Marks live notifications of earlier transactions as replaced. Rows of this transaction carry their mark already.
 * `+ 0` keeps SQLite off the primary key, which would walk the token's whole log: the index by topic leads to the one
 * row.
 */
export function markReplaced(tx: RawTransaction, replacements: readonly Replacement[]): void {
  if (replacements.length === 0) return
  const columns = { tokenId: 'integer', topic: 'text', seq: 'bigint', at: 'bigint' } as const
  tx.send`
    UPDATE "Notification" SET "replacedAt" = r."at" FROM ${tx.dialect.rows(columns, replacements)}
    WHERE "Notification"."tokenId" = r."tokenId" AND "Notification"."topic" = r."topic"
      AND "Notification"."seq" + 0 < r."seq" AND "Notification"."replacedAt" IS NULL
      AND "Notification"."cancelledAt" IS NULL
      AND ("Notification"."expiresAt" > r."at" OR ("Notification"."ttlSeconds" = 0
        AND "Notification"."expiresAt" > r."at" - ${LIMITS.nowOrNeverMilliseconds}))`
}

type KeyRow = { serverApplicationId: string; key: string; bodyHash: string; answer: string }

/**
 * Claims the idempotency keys that are new or have expired, and returns the stored answers of the others. On PostgreSQL
 * the insert waits for another node that is storing the same key. Keys come in order, so nodes do not deadlock.
 */
export async function claimKeys(
  tx: RawConnection,
  requests: readonly AppendRequest[],
): Promise<Map<string, StoredAnswer>> {
  const claims = new Map(requests.flatMap(claimOf))
  if (claims.size === 0) return new Map()
  const columns = { serverApplicationId: 'text', key: 'text', bodyHash: 'text', expiresAt: 'bigint' } as const
  const claimed = await tx.prisma.$queryRaw<{ serverApplicationId: string; key: string }[]>`
    INSERT INTO "IdempotencyKey" ("serverApplicationId", "key", "bodyHash", "answer", "expiresAt")
    SELECT r."serverApplicationId", r."key", r."bodyHash", '[]', r."expiresAt"
    FROM ${tx.dialect.rows(columns, [...claims.values()])} WHERE true ORDER BY 1, 2
    ON CONFLICT ("serverApplicationId", "key") DO UPDATE
      SET "bodyHash" = excluded."bodyHash", "answer" = excluded."answer", "expiresAt" = excluded."expiresAt"
      WHERE "IdempotencyKey"."expiresAt" <= excluded."expiresAt" - ${KEPT_MS}
    RETURNING "serverApplicationId", "key"`
  for (const row of claimed) claims.delete(JSON.stringify([row.serverApplicationId, row.key]))
  return readAnswers(tx, [...claims.values()])
}

function claimOf(request: AppendRequest) {
  const key = keyOf(request)
  if (key === undefined || request.idempotency === undefined) return []
  const { serverApplicationId, acceptedAt, idempotency } = request
  return [[key, { serverApplicationId, ...idempotency, expiresAt: acceptedAt + KEPT_MS }] as const]
}

async function readAnswers(
  tx: RawConnection,
  keys: readonly { serverApplicationId: string; key: string }[],
): Promise<Map<string, StoredAnswer>> {
  if (keys.length === 0) return new Map()
  const found = await tx.prisma.$queryRaw<KeyRow[]>`
    SELECT k."serverApplicationId", k."key", k."bodyHash", k."answer" FROM "IdempotencyKey" k
    JOIN ${tx.dialect.rows({ serverApplicationId: 'text', key: 'text' }, keys)}
      ON k."serverApplicationId" = r."serverApplicationId" AND k."key" = r."key"`
  return new Map(
    found.map((row) => [
      JSON.stringify([row.serverApplicationId, row.key]),
      { bodyHash: row.bodyHash, results: JSON.parse(row.answer) as AppendResult[] },
    ]),
  )
}

/** Gives up the keys of requests that were refused as a whole, so that they can be repeated. */
export async function releaseKeys(tx: RawConnection, requests: readonly AppendRequest[]): Promise<void> {
  const keys = requests.flatMap(claimOf).map(([, key]) => key)
  if (keys.length === 0) return
  await tx.prisma.$executeRaw`
    DELETE FROM "IdempotencyKey" WHERE ("serverApplicationId", "key") IN (SELECT r."serverApplicationId", r."key"
      FROM ${tx.dialect.rows({ serverApplicationId: 'text', key: 'text' }, keys)})`
}

/** Stores the answers in the keys that this transaction claimed. */
export function storeAnswers(tx: RawTransaction, answers: ReadonlyMap<string, StoredAnswer>): void {
  if (answers.size === 0) return
  const values = [...answers].map(([place, { results }]) => {
    const [serverApplicationId, key] = JSON.parse(place) as [string, string]
    return { serverApplicationId, key, answer: JSON.stringify(results) }
  })
  const columns = { serverApplicationId: 'text', key: 'text', answer: 'text' } as const
  tx.send`
    UPDATE "IdempotencyKey" SET "answer" = r."answer" FROM ${tx.dialect.rows(columns, values)}
    WHERE "IdempotencyKey"."serverApplicationId" = r."serverApplicationId" AND "IdempotencyKey"."key" = r."key"`
}
