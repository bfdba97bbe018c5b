import type { FoundText, SearchStore } from '#server/core/search/search-store.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { isAfter, NEW_INDEX, readState } from './hold-index.ts'

type TextRead = {
  id: string
  payload: string
  acceptedAt: number | bigint
  topic: string | null
  applicationName: string
}

const COLUMNS = Prisma.sql`n."id", n."payload", n."acceptedAt", n."topic", t."applicationName"`
const NEWEST = Prisma.sql`ORDER BY n."acceptedAt" DESC, n."id" DESC`

/** Returns the notifications at the places of `r`, the newest first. */
export async function selectTextsBy({ prisma }: RawConnection, places: Prisma.Sql): Promise<FoundText[]> {
  const found = await prisma.$queryRaw<TextRead[]>`
    SELECT ${COLUMNS} FROM ${places}
    JOIN "IndexedText" x ON x."segment" = r."segment" AND x."place" = r."place"
    JOIN "Notification" n ON n."tokenId" = x."tokenId" AND n."seq" = x."seq"
    JOIN "ClientAppToken" t ON t."id" = n."tokenId"
    WHERE n."erasedAt" IS NULL ${NEWEST}`
  return found.map(toText)
}

/** `SearchStore.listWaitingTexts`. */
export function listWaitingTexts(
  database: Database,
  { rows, counted }: Parameters<SearchStore['listWaitingTexts']>[0],
): ReturnType<SearchStore['listWaitingTexts']> {
  return database.readRaw(async (connection) => {
    const { first } = (await readState(connection)) ?? NEW_INDEX
    const newest = await connection.prisma.$queryRaw<(TextRead & { isText: boolean | number | bigint })[]>`
      SELECT ${COLUMNS}, (n."headers" IS NULL AND n."erasedAt" IS NULL
        AND t."applicationName" <> ${SIMULATION_APPLICATION}) AS "isText"
      FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"
      WHERE ${isAfter(first)} ${NEWEST} LIMIT ${rows}`
    const texts = newest.filter(({ isText }) => Boolean(isText)).map(toText)
    if (newest.length < rows) return { texts, others: 0 }
    const [sum] = await connection.prisma.$queryRaw<{ waiting: number | bigint }[]>`
      SELECT count(*) AS "waiting" FROM (SELECT 1 FROM "Notification" n WHERE ${isAfter(first)} LIMIT ${rows + counted}) w`
    return { texts, others: Number(sum?.waiting ?? 0) - rows }
  })
}

/** `SearchStore.findWaitingSince`. */
export function findWaitingSince(database: Database): ReturnType<SearchStore['findWaitingSince']> {
  return database.readRaw(async (connection) => {
    const { first } = (await readState(connection)) ?? NEW_INDEX
    const [oldest] = await connection.prisma.$queryRaw<{ acceptedAt: number | bigint }[]>`
      SELECT n."acceptedAt" FROM "Notification" n WHERE ${isAfter(first)} ORDER BY n."acceptedAt", n."id" LIMIT 1`
    return oldest && Number(oldest.acceptedAt)
  })
}

function toText({ id, payload, acceptedAt, topic, applicationName }: TextRead): FoundText {
  return {
    ...{ id, payload, applicationName, acceptedAt: Number(acceptedAt) },
    ...(topic !== null && { topic }),
  }
}
