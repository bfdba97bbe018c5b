import { LIMITS, urgencySchema } from '#protocol'
import { HOOK_SHAPES } from '#protocol/hook-shapes.ts'
import { hookSenderId } from '#server/core/hooks/hook-address.ts'
import type {
  Hook,
  HookCreation,
  HookOutcome,
  HookRequestRecord,
  HookStore,
  KeptHookRequest,
  NewHook,
} from '#server/core/hooks/hook-store.ts'
import type { Page, PageRequest } from '#server/core/store.ts'
import type { Connection, Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import { recordEvents } from '../events/record-events.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { HookModel } from '../generated/sqlite/models/Hook.ts'
import type { HookRequestModel } from '../generated/sqlite/models/HookRequest.ts'
import { takeTurns } from '../operators/take-turns.ts'
import { findSurroundings } from './find-surroundings.ts'
import { listFailing } from './list-failing.ts'

const OUTCOMES = ['accepted', 'repeated', 'nothing', 'refused'] as const satisfies readonly HookOutcome[]

/** Opens the tables of the hooks. */
export function openHooks(database: Database): HookStore {
  return {
    create: (hook, options) => createHook(database, { hook, ...options }),
    find: (id) => findHook(database, { id }),
    findByAlias: (alias) => findHook(database, { alias }),
    list: (page) => listHooks(database, page),
    rotate: (input) => rotateHook(database, input),
    changeTemplate: (input) => changeTemplate(database, input),
    revoke: (input) => revokeHook(database, input),
    keepRequests: (requests) => keepRequests(database, requests),
    listFailing: (input) => listFailing(database, input),
    listRequests: (hookId) => listRequests(database, hookId),
    findRequest: (input) => findRequest(database, input),
    findSurroundings: (hooks) => findSurroundings(database, hooks),
  }
}

async function createHook(
  database: Database,
  { hook, isOnly = false }: { hook: NewHook; isOnly?: boolean },
): Promise<HookCreation> {
  return database.write(async (connection) => {
    const { prisma } = connection
    await takeTurns(connection)
    const where = { name: hook.name, revokedAt: null }
    const same = isOnly ? await prisma.hook.findFirst({ where, select: { id: true } }) : null
    if (same !== null) return { existing: same.id }
    if ((await prisma.hook.count({ where: { revokedAt: null } })) >= LIMITS.hooks) return 'tooMany'
    const { alias } = hook
    if (alias !== undefined && (await prisma.hook.findUnique({ where: { alias } })) !== null)
      return 'aliasTaken'
    const { id, name, createdAt } = hook
    // The id makes the name unique, as the table demands.
    await prisma.serverApplication.create({
      data: { id: hookSenderId(id), name: `${name} (hook ${id})`, createdAt },
    })
    await prisma.hook.create({ data: hook })
    return 'created'
  })
}

async function findHook(
  database: Database,
  where: { id: string } | { alias: string },
): Promise<Hook | undefined> {
  const row = await database.read(({ prisma }) => prisma.hook.findUnique({ where }))
  return row === null ? undefined : toHook(row)
}

async function listHooks(database: Database, page: PageRequest): Promise<Page<Hook>> {
  const read = await database.read(({ prisma }) =>
    prisma.hook.findMany({
      ...newestFirst(page),
    }),
  )
  return makePage(page, { read, row: toHook, place: newestPlace })
}

async function rotateHook(
  database: Database,
  { id, secretHash, previousEndsAt }: { id: string; secretHash: string; previousEndsAt: number },
): Promise<boolean> {
  const rotated = await database.write(
    ({ prisma }) => prisma.$executeRaw`
      UPDATE "Hook" SET "previousSecretHash" = "secretHash", "previousEndsAt" = CAST(${previousEndsAt} AS BIGINT),
        "secretHash" = ${secretHash}
      WHERE "id" = ${id} AND "revokedAt" IS NULL`,
  )
  return rotated > 0
}

async function changeTemplate(
  database: Database,
  { id, template = null }: { id: string; template: string | undefined | null },
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.hook.updateMany({ where: { id, revokedAt: null }, data: { template } }),
  )
  return count > 0
}

async function revokeHook(database: Database, { id, at }: { id: string; at: number }): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.hook.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at, alias: null } }),
  )
  return count > 0
}

async function keepRequests(database: Database, requests: readonly HookRequestRecord[]): Promise<void> {
  const newest = newestOfEach(requests)
  await database.write(async (tx) => {
    const { prisma } = tx
    const known = await prisma.hook.findMany({
      where: { id: { in: [...newest.keys()] } },
      select: { id: true, name: true, clientAppToken: true, applicationName: true },
    })
    if (!database.interests.isNone) await recordFailures(tx, { database, known, requests })
    const ids = known.map(({ id }) => id)
    if (ids.length > 0) await keepOf(prisma, { ids, requests: ids.flatMap((id) => newest.get(id) ?? []) })
  })
}

type FailingHook = { id: string; name: string; clientAppToken: string; applicationName: string }

async function recordFailures(
  tx: Connection,
  input: { database: Database; known: readonly FailingHook[]; requests: readonly HookRequestRecord[] },
): Promise<void> {
  const { interests } = input.database
  const hooks = new Map(input.known.map((hook) => [hook.id, hook]))
  const events = input.requests.flatMap(({ hookId, at, outcome, reason }) => {
    const hook = hooks.get(hookId)
    if (outcome !== 'refused' || hook === undefined || !interests.has(hook.applicationName)) return []
    const { name, clientAppToken, applicationName } = hook
    const data = { hookId, name, clientAppToken, ApplicationName: applicationName, reason }
    return [{ type: 'hook.failed' as const, at, applicationName, data }]
  })
  await recordEvents(tx, events)
}

function newestOfEach(requests: readonly HookRequestRecord[]): Map<string, HookRequestRecord[]> {
  const byHook = new Map<string, HookRequestRecord[]>()
  for (const request of requests)
    byHook.set(
      request.hookId,
      [...(byHook.get(request.hookId) ?? []), request].slice(-LIMITS.hookRequestsKept),
    )
  return byHook
}

/** Three statements, however many hooks there are: the transaction holds up every submission on SQLite. */
async function keepOf(
  prisma: Connection['prisma'],
  { ids, requests }: { ids: readonly string[]; requests: readonly HookRequestRecord[] },
): Promise<void> {
  const hooks = Prisma.join([...ids])
  await prisma.hookRequest.createMany({ data: [...requests] })
  await prisma.$executeRaw`
    UPDATE "Hook" SET "lastUsedAt" = (SELECT MAX(r."at") FROM "HookRequest" r WHERE r."hookId" = "Hook"."id")
    WHERE "id" IN (${hooks})`
  await prisma.$executeRaw`
    DELETE FROM "HookRequest" WHERE "id" IN (
      SELECT "id" FROM (
        SELECT "id", ROW_NUMBER() OVER (PARTITION BY "hookId" ORDER BY "id" DESC) AS "place"
        FROM "HookRequest" WHERE "hookId" IN (${hooks})) ranked
      WHERE "place" > ${LIMITS.hookRequestsKept})`
}

async function listRequests(database: Database, hookId: string): Promise<KeptHookRequest[]> {
  const rows = await database.read(({ prisma }) =>
    prisma.hookRequest.findMany({
      where: { hookId },
      orderBy: { id: 'desc' },
      take: LIMITS.hookRequestsKept,
    }),
  )
  return rows.map(toRequest)
}

async function findRequest(
  database: Database,
  where: { hookId: string; id: number },
): Promise<KeptHookRequest | undefined> {
  const row = await database.read(({ prisma }) => prisma.hookRequest.findFirst({ where }))
  return row === null ? undefined : toRequest(row)
}

function toRequest(row: HookRequestModel): KeptHookRequest {
  return {
    ...{ id: row.id, hookId: row.hookId, at: Number(row.at), body: row.body },
    outcome: OUTCOMES.find((outcome) => outcome === row.outcome) ?? 'refused',
    ...(row.contentType !== null && { contentType: row.contentType }),
    ...(row.notificationId !== null && { notificationId: row.notificationId }),
    ...(row.reason !== null && { reason: row.reason }),
  }
}

function toHook(row: HookModel): Hook {
  const { id, secretHash, name, clientAppToken, applicationName, signed, perMinute, createdBy } = row
  const urgency = urgencySchema.safeParse(row.urgency)
  return {
    ...{ id, secretHash, name, clientAppToken, applicationName, signed, perMinute, createdBy },
    // A newer version may have written a shape that this one does not know.
    shape: HOOK_SHAPES.find((shape) => shape === row.shape) ?? 'plain',
    createdAt: Number(row.createdAt),
    ...(row.template !== null && { template: row.template }),
    ...(row.alias !== null && { alias: row.alias }),
    ...(row.ttlSeconds !== null && { ttlSeconds: row.ttlSeconds }),
    ...(urgency.success && { urgency: urgency.data }),
    ...(row.tag !== null && { tag: row.tag }),
    ...(row.lastUsedAt !== null && { lastUsedAt: Number(row.lastUsedAt) }),
    ...(row.revokedAt !== null && { revokedAt: Number(row.revokedAt) }),
    ...(row.previousSecretHash !== null &&
      row.previousEndsAt !== null && {
        previous: { secretHash: row.previousSecretHash, endsAt: Number(row.previousEndsAt) },
      }),
  }
}
