import type { RawConnection, RawTransaction } from './database.ts'
import { Prisma } from './generated/sqlite/client.ts'

export type LockedToken = {
  tokenId: number
  clientAppToken: string
  applicationName: string
  headSeq: number
  memberCount: number
  /** Only the sender that holds this key may send: no API key is one. */
  vapidKey: string | null
  /** Registered for Web Push. */
  webPush: boolean
  /**
   * The AOI Client that was first to register it, and the address from where that registered without a code. Read where
   * they are asked for: each column costs something for each token of a group commit.
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
const HOLDER_COLUMNS = Prisma.sql`, t."holderId", t."holderNetwork"`

/** Locks tokens by name, and reads their holders where these are asked for. */
export function lockTokens(
  tx: RawConnection,
  names: readonly string[],
  { withHolders = false } = {},
): Promise<LockedToken[]> {
  const rows = tx.dialect.rows(
    { name: 'text' },
    names.map((name) => ({ name })),
  )
  const condition = Prisma.sql`t."clientAppToken" IN (SELECT r."name" FROM ${rows})`
  return lockWhere(tx, condition, withHolders ? HOLDER_COLUMNS : Prisma.empty)
}

/** Locks tokens by id. */
export function lockTokensById(tx: RawConnection, ids: readonly number[]): Promise<LockedToken[]> {
  const rows = tx.dialect.rows(
    { id: 'integer' },
    ids.map((id) => ({ id })),
  )
  return lockWhere(tx, Prisma.sql`t."id" IN (SELECT r."id" FROM ${rows})`)
}

/** Always in id order, so that two transactions cannot wait for each other. */
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
  const rows = tx.dialect.rows({ tokenId: 'integer', headSeq: 'bigint' }, heads)
  tx.send`
    UPDATE "ClientAppToken" SET "headSeq" = r."headSeq" FROM ${rows} WHERE "ClientAppToken"."id" = r."tokenId"`
}

/** Every head in one statement: the heartbeat asks for those of all tokens that have a member connected. */
export async function readHeads(
  connection: RawConnection,
  tokenIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = connection.dialect.rows(
    { id: 'integer' },
    tokenIds.map((id) => ({ id })),
  )
  const found = await connection.prisma.$queryRaw<{ id: number; headSeq: number | bigint }[]>`
    SELECT t."id", t."headSeq" FROM "ClientAppToken" t WHERE t."id" IN (SELECT r."id" FROM ${rows})`
  return new Map(found.map((token) => [token.id, Number(token.headSeq)]))
}
