import { randomUUID } from 'node:crypto'
import type { KeyLimits } from '#protocol/key-limits.ts'
import type { ApiKey, NamedServerApplication, NewApiKey, Page, PageRequest } from '#server/core/store.ts'
import { WEB_PUSH_SENDER } from '#server/core/web-push/sender-id.ts'
import type { Connection, Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

const WITH_APPLICATION = { serverApplication: true } as const
type ApiKeyRead = Prisma.ApiKeyGetPayload<{ include: typeof WITH_APPLICATION }>

export async function createApiKey(
  database: Database,
  { isOnly = false, ...key }: NewApiKey & { isOnly?: boolean },
): Promise<string | undefined> {
  return database.write(async (tx) => {
    const valid = isOnly ? await findValidKey(tx, key) : undefined
    if (valid === undefined) await insertApiKey(tx, key)
    return valid
  })
}

/** Locks the Server Application, so that of two transactions for one name only one finds no key. */
async function findValidKey({ prisma, dialect }: Connection, key: NewApiKey): Promise<string | undefined> {
  await insertApplication(prisma, key)
  const [application] = await prisma.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "ServerApplication" WHERE "name" = ${key.serverApplicationName} ${dialect.forUpdate}`
  const isLive = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: key.createdAt } }] }
  const where = { serverApplicationId: application?.id ?? '', ...isLive }
  return (await prisma.apiKey.findFirst({ where, orderBy: { createdAt: 'asc' } }))?.id
}

/**
 * Names a Server Application, only for people to read. If the id or the name exists, or there are too many, it stays
 * unnamed.
 */
export async function nameServerApplication(
  database: Database,
  { id, name, createdAt, atMost }: NamedServerApplication,
): Promise<void> {
  await database.write(
    ({ prisma }) => prisma.$executeRaw`
      INSERT INTO "ServerApplication" ("id", "name", "createdAt")
      SELECT ${id}, ${name}, CAST(${createdAt} AS BIGINT)
      WHERE (SELECT count(*) FROM "ServerApplication" WHERE "id" LIKE ${`${WEB_PUSH_SENDER}%`}) < ${atMost}
      ON CONFLICT DO NOTHING`,
  )
}

async function insertApplication(
  prisma: Connection['prisma'],
  { serverApplicationName: name, createdAt }: NewApiKey,
): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO "ServerApplication" ("id", "name", "createdAt") VALUES (${randomUUID()}, ${name}, ${createdAt})
    ON CONFLICT ("name") DO NOTHING`
}

async function insertApiKey({ prisma }: Connection, key: NewApiKey): Promise<void> {
  const { serverApplicationName: name, grants, tokens, topics, ...rest } = key
  const { requestsPerMinute = null, notificationsPerDay = null } = rest
  await insertApplication(prisma, key)
  const application = await prisma.serverApplication.findUniqueOrThrow({ where: { name } })
  const data = {
    ...{ ...rest, requestsPerMinute, notificationsPerDay },
    grants: JSON.stringify(grants),
    ...(tokens && { tokens: JSON.stringify(tokens) }),
    ...(topics && { topics: JSON.stringify(topics) }),
    serverApplicationId: application.id,
  }
  await prisma.apiKey.create({ data })
}

export async function rotateApiKey(
  database: Database,
  input: { id: string; at: number; endsAt: number; successor: NewApiKey },
): Promise<boolean> {
  const { id, at, endsAt, successor } = input
  return database.write(async (tx) => {
    const ended = await tx.prisma.$executeRaw`
      UPDATE "ApiKey" SET "expiresAt" = CASE WHEN "expiresAt" < ${endsAt} THEN "expiresAt" ELSE CAST(${endsAt} AS BIGINT) END
      WHERE "id" = ${id} AND "revokedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > ${at})`
    if (ended === 0) return false
    await insertApiKey(tx, successor)
    return true
  })
}

export async function findApiKey(database: Database, id: string): Promise<ApiKey | undefined> {
  const found = await database.read(({ prisma }) =>
    prisma.apiKey.findUnique({ where: { id }, include: WITH_APPLICATION }),
  )
  return found === null ? undefined : toApiKey(found)
}

/** Returns all API keys, also revoked ones, the newest first. */
export async function listApiKeys(database: Database, page: PageRequest): Promise<Page<ApiKey>> {
  const read = await database.read(({ prisma }) =>
    prisma.apiKey.findMany({
      ...newestFirst(page),
      include: WITH_APPLICATION,
    }),
  )
  return makePage(page, { read, row: toApiKey, place: newestPlace })
}

export async function revokeApiKey(
  database: Database,
  { id, at }: { id: string; at: number },
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } }),
  )
  return count > 0
}

/** Touches all keys in one statement, because every authenticated request uses one. */
export async function touchApiKeys(
  database: Database,
  uses: readonly { id: string; at: number }[],
): Promise<void> {
  const latest = new Map<string, number>()
  for (const { id, at } of uses) latest.set(id, Math.max(at, latest.get(id) ?? 0))
  if (latest.size === 0) return
  const touched = [...latest].sort().map(([id, at]) => ({ id, at }))
  await database.write(
    (tx) => tx.prisma.$executeRaw`
      UPDATE "ApiKey" SET "lastUsedAt" = r."at" FROM ${tx.dialect.rows({ id: 'text', at: 'bigint' }, touched)}
      WHERE "ApiKey"."id" = r."id" AND COALESCE("ApiKey"."lastUsedAt", 0) < r."at"`,
  )
}

type LimitColumns = Pick<ApiKeyRead, 'tokens' | 'topics' | 'requestsPerMinute' | 'notificationsPerDay'>

/** Returns the limits of a key that are set. */
export function toKeyLimits(row: LimitColumns): KeyLimits {
  const { tokens, topics, requestsPerMinute, notificationsPerDay } = row
  return {
    ...(tokens !== null && { tokens: JSON.parse(tokens) as string[] }),
    ...(topics !== null && { topics: JSON.parse(topics) as string[] }),
    ...(requestsPerMinute !== null && { requestsPerMinute }),
    ...(notificationsPerDay !== null && { notificationsPerDay }),
  }
}

function toApiKey(row: ApiKeyRead): ApiKey {
  return {
    id: row.id,
    secretHash: row.secretHash,
    serverApplicationId: row.serverApplicationId,
    serverApplicationName: row.serverApplication.name,
    grants: JSON.parse(row.grants) as string[],
    ...toKeyLimits(row),
    createdAt: Number(row.createdAt),
    ...(row.expiresAt !== null && { expiresAt: Number(row.expiresAt) }),
    ...(row.revokedAt !== null && { revokedAt: Number(row.revokedAt) }),
    ...(row.lastUsedAt !== null && { lastUsedAt: Number(row.lastUsedAt) }),
  }
}
