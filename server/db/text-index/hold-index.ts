import type { RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** How far the index is: its next place, and the last notification that each look has reached. */
export type IndexState = { segment: number; place: number } & Record<Look, LogPlace>
export type Look = 'first' | 'late'
/** A place in the order of `acceptedAt` and `id`. */
export type LogPlace = { acceptedAt: number; id: string }

type StateRead = {
  segment: number
  place: number
  acceptedAt: number | bigint
  lastId: string
  lateAt: number | bigint
  lateId: string
}

const START: LogPlace = { acceptedAt: 0, id: '' }
export const NEW_INDEX: IndexState = { segment: 0, place: 0, first: START, late: START }

/**
 * Locks the index until the transaction ends. Every transaction that changes the index calls it, and so does every one
 * that erases or removes texts: so no text comes into the index while it is erased.
 */
export async function holdIndex(tx: RawConnection): Promise<IndexState> {
  const held = await readState(tx, tx.dialect.forUpdate)
  if (held !== undefined) return held
  await tx.prisma.$executeRaw`
    INSERT INTO "TextIndex" ("id", "segment", "place", "acceptedAt", "lastId", "lateAt", "lateId")
    VALUES (1, 0, 0, 0, '', 0, '') ON CONFLICT ("id") DO NOTHING`
  return (await readState(tx, tx.dialect.forUpdate)) ?? NEW_INDEX
}

/** Returns how far the index is; `undefined` before its first step. */
export async function readState(
  { prisma }: RawConnection,
  lock = Prisma.empty,
): Promise<IndexState | undefined> {
  const [row] = await prisma.$queryRaw<StateRead[]>`
    SELECT "segment", "place", "acceptedAt", "lastId", "lateAt", "lateId" FROM "TextIndex" WHERE "id" = 1 ${lock}`
  return (
    row && {
      ...{ segment: Number(row.segment), place: Number(row.place) },
      first: { acceptedAt: Number(row.acceptedAt), id: row.lastId },
      late: { acceptedAt: Number(row.lateAt), id: row.lateId },
    }
  )
}

export async function writeState(
  { prisma }: RawConnection,
  { segment, place, first, late }: IndexState,
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "TextIndex" SET "segment" = ${segment}, "place" = ${place}, "acceptedAt" = ${first.acceptedAt},
      "lastId" = ${first.id}, "lateAt" = ${late.acceptedAt}, "lateId" = ${late.id} WHERE "id" = 1`
}

/** Condition: the notification `n` comes after the place. */
export function isAfter(place: LogPlace): Prisma.Sql {
  return isPlaced(place, '>')
}

/** Condition: the notification `n` comes after the place, or before it. */
export function isPlaced({ acceptedAt, id }: LogPlace, side: '>' | '<'): Prisma.Sql {
  return Prisma.sql`(n."acceptedAt", n."id") ${Prisma.raw(side)} (CAST(${acceptedAt} AS BIGINT), ${id})`
}
