import { LIMITS } from '#protocol'
import { STORAGE_UNITS, type StorageUnit } from '#protocol/dashboard/use.ts'
import {
  nameOf,
  partiesOf,
  type Quotas,
  type StorageParty,
  type StorageUse,
  type StoredBy,
  storedBytes,
} from '#server/core/limits/quotas.ts'
import type { RawConnection, RawTransaction } from '../connection/database.ts'
import type { Dialect } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { removeTexts } from '../text-index/remove-texts.ts'

const COLUMNS = { unit: 'text', key: 'text', notifications: 'integer', bytes: 'bigint' } as const
const UNLIMITED = Number.MAX_SAFE_INTEGER

/** Bytes of a stored notification, as SQL on columns of `Notification`. */
export const PAYLOAD_BYTES = Prisma.sql`octet_length("payload") + COALESCE(octet_length("headers"), 0)`

const OVERHEAD = LIMITS.storedNotificationBytes
const NEW_NOTIFICATIONS = '"StorageUse"."notifications" + excluded."notifications"'
const NEW_BYTES = '"StorageUse"."bytes" + excluded."bytes"'
const ADD = Prisma.raw(
  `ON CONFLICT ("unit", "key") DO UPDATE SET "notifications" = ${NEW_NOTIFICATIONS}, "bytes" = ${NEW_BYTES}`,
)
/** The bytes become NULL if they are more than the quota that follows. */
const ADD_WITHIN = Prisma.raw(
  `ON CONFLICT ("unit", "key") DO UPDATE SET "notifications" = ${NEW_NOTIFICATIONS},
    "bytes" = CASE WHEN ${NEW_BYTES} + (${NEW_NOTIFICATIONS}) * ${OVERHEAD} <= `,
)
const END_WITHIN = Prisma.raw(` THEN ${NEW_BYTES} END`)

/**
 * Returns the statement that adds to the use of parties. If it would take a party over its quota, the amount becomes
 * NULL, which the column refuses. So the transaction fails without a read before it (`isNullViolation`). A lone
 * notification has few parties, and a parameter for each value takes half the time of JSON.
 */
export function addUseWithinQuotas(
  { dialect }: Pick<RawTransaction, 'dialect'>,
  { use, quotas }: { use: readonly StorageUse[]; quotas: Quotas },
): Prisma.Sql | undefined {
  if (use.length === 0) return undefined
  const source = use.length <= FEW ? valuesOf(use, quotas) : rowsOf(dialect, { use, quotas })
  const units = use.length <= FEW ? [...new Set(use.map(({ unit }) => unit))] : STORAGE_UNITS
  return Prisma.sql`
    INSERT INTO "StorageUse" ("unit", "key", "notifications", "bytes") ${source}
    ${ADD_WITHIN}${quotaOf('excluded', { units, quotas })}${END_WITHIN}`
}

/** The most parties that one notification counts for. */
const FEW = 4

/** Returns the rows in the same order as `rowsOf`. */
function valuesOf(use: readonly StorageUse[], quotas: Quotas): Prisma.Sql {
  const sorted = [...use].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const rows = sorted.map((amount) => {
    const { unit, key, notifications } = amount
    const bytes = storedBytes(amount) <= (quotas[unit] ?? UNLIMITED) ? amount.bytes : null
    return Prisma.sql`(${unit}, ${key}, ${notifications}, ${bytes})`
  })
  return Prisma.sql`VALUES ${Prisma.join(rows)}`
}

function rowsOf(
  dialect: Dialect,
  { use, quotas }: { use: readonly StorageUse[]; quotas: Quotas },
): Prisma.Sql {
  const quota = quotaOf('r', { units: STORAGE_UNITS, quotas })
  return Prisma.sql`
    SELECT r."unit", r."key", r."notifications",
      CASE WHEN r."bytes" + r."notifications" * ${Prisma.raw(String(OVERHEAD))} <= ${quota} THEN r."bytes" END
    FROM ${dialect.rows(COLUMNS, use)} WHERE true ORDER BY r."unit", r."key"`
}

/** Returns the quota of a row's unit as text of SQL. Units and quotas are ours, so the statements have few texts. */
function quotaOf(
  table: 'r' | 'excluded',
  { units, quotas }: { units: readonly StorageUnit[]; quotas: Quotas },
): Prisma.Sql {
  const cases = units.map((unit) => `WHEN '${unit}' THEN ${quotas[unit] ?? UNLIMITED}`)
  return Prisma.raw(`CASE ${table}."unit" ${cases.join(' ')} END`)
}

/**
 * Adds to the use of parties, or takes from it, whatever their quotas. All transactions take these rows in one order,
 * so that they cannot deadlock.
 */
export async function addUse(tx: RawConnection, use: readonly StorageUse[]): Promise<void> {
  if (use.length === 0) return
  await tx.prisma.$executeRaw`
    INSERT INTO "StorageUse" ("unit", "key", "notifications", "bytes")
    SELECT r."unit", r."key", r."notifications", r."bytes" FROM ${tx.dialect.rows(COLUMNS, use)}
    WHERE true ORDER BY r."unit", r."key"
    ${ADD}`
}

/** Locks the use of parties, and returns it. It makes missing rows first, so that two nodes cannot both make one. */
export async function lockUse(tx: RawConnection, parties: readonly StorageParty[]): Promise<StorageUse[]> {
  await addUse(
    tx,
    parties.map(({ unit, key }) => ({ unit, key, notifications: 0, bytes: 0 })),
  )
  const found = await tx.prisma.$queryRaw<StorageUse[]>`
    SELECT u."unit", u."key", u."notifications", u."bytes" FROM "StorageUse" u
    JOIN ${tx.dialect.rows({ unit: 'text', key: 'text' }, parties)} ON u."unit" = r."unit" AND u."key" = r."key"`
  return found.map((use) => ({
    ...use,
    notifications: Number(use.notifications),
    bytes: Number(use.bytes),
  }))
}

/** Removes the rows of parties that have nothing stored. */
export async function removeUnused(tx: RawConnection, parties: readonly StorageParty[]): Promise<void> {
  if (parties.length === 0) return
  await tx.prisma.$executeRaw`
    DELETE FROM "StorageUse" WHERE "notifications" <= 0 AND ("unit", "key") IN
      (SELECT r."unit", r."key" FROM ${tx.dialect.rows({ unit: 'text', key: 'text' }, parties)})`
}

/** The bytes of a notification, or part of them, and the parties that they count for. */
export type Amount = { tokenId: number; serverApplicationId: string; senderNetwork: string | null } & {
  notifications: number
  bytes: number | bigint
}

/**
 * Takes freed amounts from the use of parties. Call it at the end of the transaction that freed them, while the tokens
 * still exist.
 */
export async function giveBackUse(tx: RawConnection, amounts: readonly Amount[]): Promise<void> {
  const parties = await countUse(tx, { amounts, sign: -1 })
  await removeUnused(tx, parties)
}

/** Adds amounts to the use of all parties that they count for, or takes them from it. Returns the parties. */
export async function countUse(
  tx: RawConnection,
  { amounts, sign }: { amounts: readonly Amount[]; sign: 1 | -1 },
): Promise<StorageParty[]> {
  if (amounts.length === 0) return []
  const holders = await readHolders(tx, [...new Set(amounts.map(({ tokenId }) => Number(tokenId)))])
  const use = new Map<string, StorageUse>()
  for (const amount of amounts) {
    const tokenId = Number(amount.tokenId)
    const holder = holders.get(tokenId) ?? { holderId: null, holderNetwork: null }
    for (const party of partiesOf({ ...amount, ...holder, tokenId })) {
      const name = nameOf(party)
      const sum = use.get(name) ?? { ...party, notifications: 0, bytes: 0 }
      use.set(name, sum)
      sum.notifications += sign * Number(amount.notifications)
      sum.bytes += sign * Number(amount.bytes)
    }
  }
  await addUse(tx, [...use.values()])
  return [...use.values()].map(({ unit, key }) => ({ unit, key }))
}

/**
 * Removes notifications and their texts in the index, and takes their amounts from the use of parties. `where` is SQL on
 * columns of `Notification`, and may end in a limit.
 */
export async function removeNotifications(tx: RawConnection, where: Prisma.Sql): Promise<number> {
  const freed = await tx.prisma.$queryRaw<(Amount & { seq: number | bigint })[]>`
    DELETE FROM "Notification" WHERE ("tokenId", "seq") IN (SELECT "tokenId", "seq" FROM "Notification" WHERE ${where})
    RETURNING "tokenId", "seq", "serverApplicationId", "senderNetwork", 1 AS "notifications", ${PAYLOAD_BYTES} AS "bytes"`
  await removeTexts(tx, freed)
  await giveBackUse(tx, freed)
  return freed.length
}

type Holder = Pick<StoredBy, 'holderId' | 'holderNetwork'>

async function readHolders(tx: RawConnection, ids: readonly number[]): Promise<Map<number, Holder>> {
  const rows = tx.dialect.rows(
    { id: 'integer' },
    ids.map((id) => ({ id })),
  )
  const found = await tx.prisma.$queryRaw<(Holder & { id: number | bigint })[]>`
    SELECT t."id", t."holderId", t."holderNetwork" FROM "ClientAppToken" t WHERE t."id" IN (SELECT r."id" FROM ${rows})`
  return new Map(found.map(({ id, ...holder }) => [Number(id), holder]))
}
