import type { RawConnection, RawTransaction } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

export type LockedToken = {
  tokenId: number
  clientAppToken: string
  applicationName: string
  headSeq: number
  memberCount: number
  /** Only the sender with this key may send; no API key may. */
  vapidKey: string | null
  /** Registered for Web Push. */
  webPush: boolean
  /**
   * The AOI Client that first registered the token, and the address from which that one registered without an enrolment
   * code. They are read only on request: each column costs time for each token of a group commit.
   */
  holderId?: string | null
  holderNetwork?: string | null
}

/** SQLite has no booleans. */
type TokenRead = Omit<LockedToken, 'headSeq' | 'webPush'> & {
  headSeq: number | bigint
  webPush: boolean | number | bigint
}

const TOKEN_COLUMNS = Prisma.sql`t."id" AS "tokenId", t."clientAppToken", t."applicationName", t."headSeq", t."memberCount", t."vapidKey", t."webPush"`
const BY_NAME = { name: 'text' } as const
const BY_ID = { id: 'integer' } as const
const HEADS = { tokenId: 'integer', headSeq: 'bigint' } as const
const HOLDER_COLUMNS = Prisma.sql`, t."holderId", t."holderNetwork"`

/** Locks tokens by name, and reads their holders on request. */
export function lockTokens(
  tx: RawConnection,
  names: readonly string[],
  { withHolders = false } = {},
): Promise<LockedToken[]> {
  const rows = tx.dialect.rows(
    BY_NAME,
    names.map((name) => ({ name })),
  )
  const condition = Prisma.sql`t."clientAppToken" IN (SELECT r."name" FROM ${rows})`
  return lockWhere(tx, condition, withHolders ? HOLDER_COLUMNS : Prisma.empty)
}

/** Locks tokens by id. */
export function lockTokensById(tx: RawConnection, ids: readonly number[]): Promise<LockedToken[]> {
  const rows = tx.dialect.rows(
    BY_ID,
    ids.map((id) => ({ id })),
  )
  return lockWhere(tx, Prisma.sql`t."id" IN (SELECT r."id" FROM ${rows})`)
}

/** Locks always in id order, so that two transactions cannot deadlock. */
async function lockWhere(
  tx: RawConnection,
  condition: Prisma.Sql,
  more = Prisma.empty,
): Promise<LockedToken[]> {
  const found = await tx.prisma.$queryRaw<TokenRead[]>`
    SELECT ${TOKEN_COLUMNS}${more} FROM "ClientAppToken" t WHERE ${condition}
    ORDER BY t."id" ${tx.dialect.forUpdate}`
  return found.map((token) => ({
    ...token,
    headSeq: Number(token.headSeq),
    webPush: Boolean(token.webPush),
  }))
}

export type NewHead = { tokenId: number; headSeq: number }

export function updateHeads(tx: RawTransaction, heads: readonly NewHead[]): void {
  if (heads.length === 0) return
  const rows = tx.dialect.rows(HEADS, heads)
  tx.send`
    UPDATE "ClientAppToken" SET "headSeq" = r."headSeq" FROM ${rows} WHERE "ClientAppToken"."id" = r."tokenId"`
}

/** Returns all heads by one statement, because the heartbeat asks for those of all tokens with a connected member. */
export async function readHeads(
  connection: RawConnection,
  tokenIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = connection.dialect.rows(
    BY_ID,
    tokenIds.map((id) => ({ id })),
  )
  const found = await connection.prisma.$queryRaw<{ id: number; headSeq: number | bigint }[]>`
    SELECT t."id", t."headSeq" FROM "ClientAppToken" t WHERE t."id" IN (SELECT r."id" FROM ${rows})`
  return new Map(found.map((token) => [token.id, Number(token.headSeq)]))
}
