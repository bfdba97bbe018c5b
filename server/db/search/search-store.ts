import type {
  FoundAuditEvent,
  FoundNotification,
  FoundToken,
  SearchStep,
  SearchStore,
  TopicPlace,
} from '#server/core/search/search-store.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { escapeLike } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { selectApplicationNames } from '../registrations/tokens.ts'
import { findTexts } from '../text-index/find-texts.ts'
import { isPlaced } from '../text-index/hold-index.ts'
import { indexTexts } from '../text-index/index-texts.ts'
import { findWaitingSince, listWaitingTexts } from '../text-index/select-texts.ts'
import { findTerms, findUnindexed, writeTerms } from './search-terms.ts'

type Whole = number | bigint

/** Rows that a read looks at for each row that it may return: simulated rows and ended AOI Clients are left out. */
const SPARE = 20

/** Creates the reads of the search on an open database. */
export function createSearchStore(database: Database): SearchStore {
  const read = <Result>(work: (prisma: RawConnection['prisma']) => Promise<Result>) =>
    database.readRaw(({ prisma }) => work(prisma))
  return {
    findNotifications: (input) => read((prisma) => findNotifications(prisma, input)),
    findTopics: (input) => read((prisma) => findTopics(prisma, input)),
    findTokens: (input) => read((prisma) => findTokens(prisma, input)),
    findAoiClient: (id) =>
      read(async (prisma) => {
        const [row] = await prisma.$queryRaw<{ id: string; name: string | null }[]>`
          SELECT "id", "name" FROM "AoiClient" WHERE "id" = ${id} AND "endedAt" IS NULL`
        return row && { id: row.id, ...(row.name !== null && { name: row.name }) }
      }),
    findAoiClients: (input) => database.readRaw((connection) => findTerms(connection, input)),
    listUnindexed: (rows) => database.readRaw((connection) => findUnindexed(connection, rows)),
    listApplicationNames: (rows) =>
      database.readRaw((connection) => selectApplicationNames(connection, rows)),
    listServerApplications: (rows) =>
      read(
        (prisma) =>
          prisma.$queryRaw`SELECT "id", "name" FROM "ServerApplication" ORDER BY "name" LIMIT ${rows}`,
      ),
    listApiKeys: (rows) =>
      read(
        (prisma) => prisma.$queryRaw`
          SELECT k."id", a."name" AS "serverApplicationName"
          FROM (SELECT "id", "serverApplicationId", "createdAt" FROM "ApiKey"
            ORDER BY "createdAt" DESC, "id" DESC LIMIT ${rows}) k
          JOIN "ServerApplication" a ON a."id" = k."serverApplicationId"
          ORDER BY k."createdAt" DESC, k."id" DESC`,
      ),
    listHooks: (rows) => read((prisma) => listHooks(prisma, rows)),
    writeTerms: (rows) => writeTerms(database, rows),
    indexTexts: (step) => indexTexts(database, step),
    findTexts: (input) => findTexts(database, input),
    listWaitingTexts: (input) => listWaitingTexts(database, input),
    findWaitingSince: () => findWaitingSince(database),
    findAuditEvents: (input) => read((prisma) => findAuditEvents(prisma, input)),
  }
}

type Prismatic = RawConnection['prisma']
type NotificationRead = { id: string; applicationName: string; acceptedAt: Whole; topic: string | null }

async function findNotifications(
  prisma: Prismatic,
  { from, to, rows }: Parameters<SearchStore['findNotifications']>[0],
): Promise<FoundNotification[]> {
  const shown =
    from === to ? Prisma.empty : Prisma.sql`WHERE t."applicationName" <> ${SIMULATION_APPLICATION}`
  const found = await prisma.$queryRaw<NotificationRead[]>`
    SELECT n."id", n."acceptedAt", n."topic", t."applicationName"
    FROM (SELECT "id", "acceptedAt", "topic", "tokenId" FROM "Notification"
      WHERE "id" >= ${from} AND "id" <= ${to} ORDER BY "id" DESC LIMIT ${rows * SPARE}) n
    JOIN "ClientAppToken" t ON t."id" = n."tokenId" ${shown}
    ORDER BY n."id" DESC LIMIT ${rows}`
  return found.map(toNotification)
}

async function findTopics(
  prisma: Prismatic,
  { topic, before, looksAt, rows }: Parameters<SearchStore['findTopics']>[0],
): Promise<SearchStep<FoundNotification, TopicPlace>> {
  const older = before === undefined ? Prisma.empty : Prisma.sql`WHERE ${isPlaced(before, '<')}`
  const newest = Prisma.sql`ORDER BY n."acceptedAt" DESC, n."id" DESC`
  const [last] = await prisma.$queryRaw<{ acceptedAt: Whole; id: string }[]>`
    SELECT n."acceptedAt", n."id" FROM "Notification" n ${older} ${newest} LIMIT 1 OFFSET ${looksAt - 1}`
  const next = last && { id: last.id, acceptedAt: Number(last.acceptedAt) }
  const found = await prisma.$queryRaw<NotificationRead[]>`
    SELECT n."id", n."acceptedAt", n."topic", t."applicationName"
    FROM (SELECT n."id", n."acceptedAt", n."topic", n."tokenId" FROM "Notification" n
      ${older} ${newest} LIMIT ${looksAt}) n
    JOIN "ClientAppToken" t ON t."id" = n."tokenId"
    WHERE lower(n."topic") LIKE ${`${escapeLike(topic.toLowerCase())}%`} ESCAPE '\\'
      AND t."applicationName" <> ${SIMULATION_APPLICATION}
    ${newest} LIMIT ${rows}`
  return { found: found.map(toNotification), ...(next !== undefined && { next }) }
}

function toNotification({ acceptedAt, topic, ...row }: NotificationRead): FoundNotification {
  return { ...row, acceptedAt: Number(acceptedAt), ...(topic !== null && { topic }) }
}

/** `g` comes after every hex digit, in every collation. */
function findTokens(
  prisma: Prismatic,
  input: Parameters<SearchStore['findTokens']>[0],
): Promise<FoundToken[]> {
  if ('clientAppToken' in input)
    return prisma.$queryRaw`
      SELECT "id" AS "tokenId", "clientAppToken", "applicationName" FROM "ClientAppToken"
      WHERE "clientAppToken" = ${input.clientAppToken}`
  const { fingerprint, rows } = input
  return prisma.$queryRaw`
    SELECT t."id" AS "tokenId", t."clientAppToken", t."applicationName" FROM "ClientAppToken" t
    WHERE t."fingerprint" >= ${fingerprint} AND t."fingerprint" < ${`${fingerprint}g`}
      AND t."applicationName" <> ${SIMULATION_APPLICATION}
    ORDER BY t."fingerprint" LIMIT ${rows}`
}

async function listHooks(prisma: Prismatic, rows: number) {
  const found = await prisma.$queryRaw<{ id: string; name: string; alias: string | null }[]>`
    SELECT "id", "name", "alias" FROM "Hook" ORDER BY "createdAt" DESC, "id" DESC LIMIT ${rows}`
  return found.map(({ alias, ...hook }) => ({ ...hook, ...(alias !== null && { alias }) }))
}

async function findAuditEvents(
  prisma: Prismatic,
  { text, before, looksAt, rows }: Parameters<SearchStore['findAuditEvents']>[0],
): Promise<SearchStep<FoundAuditEvent, number>> {
  const older = before === undefined ? Prisma.empty : Prisma.sql`WHERE "id" < ${before}`
  const [last] = await prisma.$queryRaw<{ id: Whole }[]>`
    SELECT "id" FROM "AuditEvent" ${older} ORDER BY "id" DESC LIMIT 1 OFFSET ${looksAt - 1}`
  const like = Prisma.sql`LIKE ${`%${escapeLike(text.toLowerCase())}%`} ESCAPE '\\'`
  const found = await prisma.$queryRaw<(Omit<FoundAuditEvent, 'at'> & { at: Whole })[]>`
    SELECT e."id", e."at", e."actor", e."action", e."subject"
    FROM (SELECT "id", "at", "actor", "action", "subject" FROM "AuditEvent"
      ${older} ORDER BY "id" DESC LIMIT ${looksAt}) e
    WHERE lower(e."subject") ${like} OR lower(e."action") ${like} OR lower(e."actor") ${like}
    ORDER BY e."id" DESC LIMIT ${rows}`
  return {
    found: found.map(({ id, at, ...row }) => ({ ...row, id: Number(id), at: Number(at) })),
    ...(last !== undefined && { next: Number(last.id) }),
  }
}
