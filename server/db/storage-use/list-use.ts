import { z } from 'zod'
import { LIMITS } from '#protocol'
import type { StorageUnit } from '#protocol/dashboard/use.ts'
import type { StoredAmount } from '#server/core/limits/quotas.ts'
import type { NamedUse, Page, PageRequest } from '#server/core/store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { decodeCursor, makePage, placeText, rowsToRead } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'

type UseRead = {
  unit: StorageUnit
  key: string
  notifications: number | bigint
  bytes: number | bigint
  stored: number | bigint
  name: string | null
  applicationName: string | null
}

const largestPlace = z.tuple([z.int(), placeText, placeText])
const STORED = Prisma.sql`u."bytes" + u."notifications" * ${LIMITS.storedNotificationBytes}`

/**
 * Returns the use of parties, the largest first. There is no index by size, because every group commit would have to
 * write it.
 */
export async function listUse(
  database: Database,
  page: PageRequest & { unit?: StorageUnit | undefined },
): Promise<Page<NamedUse>> {
  const read = await database.readRaw((connection) => selectUse(connection, page))
  return makePage(page, {
    read,
    row: ({ unit, key, notifications, bytes, name, applicationName }) => ({
      ...{ unit, key, notifications: Number(notifications), bytes: Number(bytes) },
      ...(name !== null && { name }),
      ...(applicationName !== null && { applicationName }),
    }),
    place: (row) => [Number(row.stored), row.unit, row.key],
  })
}

function selectUse(
  { prisma }: RawConnection,
  page: PageRequest & { unit?: StorageUnit | undefined },
): Promise<UseRead[]> {
  const place = decodeCursor(page.cursor, largestPlace)
  const ofUnit = page.unit === undefined ? Prisma.empty : Prisma.sql`AND u."unit" = ${page.unit}`
  const after =
    place === undefined
      ? Prisma.empty
      : Prisma.sql`AND (${STORED} < ${place[0]} OR (${STORED} = ${place[0]}
          AND (u."unit" > ${place[1]} OR (u."unit" = ${place[1]} AND u."key" > ${place[2]}))))`
  return prisma.$queryRaw<UseRead[]>`
    SELECT u."unit", u."key", u."notifications", u."bytes", u."stored",
      COALESCE(s."name", t."clientAppToken", c."name") AS "name", t."applicationName"
    FROM (SELECT u."unit", u."key", u."notifications", u."bytes", ${STORED} AS "stored" FROM "StorageUse" u
      WHERE u."notifications" > 0 ${ofUnit} ${after}
      ORDER BY 5 DESC, u."unit", u."key" LIMIT ${rowsToRead(page)}) u
    LEFT JOIN "ServerApplication" s ON u."unit" IN ('application', 'vapidKey') AND s."id" = u."key"
    LEFT JOIN "ClientAppToken" t ON t."id" = CASE WHEN u."unit" = 'token' THEN CAST(u."key" AS INTEGER) END
    LEFT JOIN "AoiClient" c ON u."unit" = 'aoiClient' AND c."id" = u."key"
    ORDER BY u."stored" DESC, u."unit", u."key"`
}

/**
 * Returns the sum over all senders. Every notification has exactly one sender, so this is everything that is stored.
 */
export async function sumUse(database: Database): Promise<StoredAmount> {
  const [sum] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<
      { notifications: number | bigint | null; bytes: number | bigint | null }[]
    >`
      SELECT CAST(sum(u."notifications") AS BIGINT) AS "notifications", CAST(sum(u."bytes") AS BIGINT) AS "bytes"
      FROM "StorageUse" u WHERE u."unit" IN ('application', 'vapidKey', 'senderNetwork')`,
  )
  return { notifications: Number(sum?.notifications ?? 0), bytes: Number(sum?.bytes ?? 0) }
}
