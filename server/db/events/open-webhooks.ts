import { LIMITS } from '#protocol'
import { eventTypeSchema } from '#protocol/events.ts'
import type {
  NewWebhook,
  Webhook,
  WebhookAttempt,
  WebhookCreation,
  WebhookStore,
} from '#server/core/events/webhooks/webhook-store.ts'
import type { FailingWebhook } from '#server/core/findings/facts.ts'
import type { Page, PageRequest } from '#server/core/store.ts'
import type { Connection, Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import type { WebhookModel } from '../generated/sqlite/models/Webhook.ts'
import { takeTurns } from '../operators/take-turns.ts'
import { refreshInterests } from './interests.ts'

/** Opens the tables of the webhooks. */
export function openWebhooks(database: Database): WebhookStore {
  return {
    create: (webhook, options) => createWebhook(database, { webhook, ...options }),
    find: (id) => findWebhook(database, id),
    list: (page) => listWebhooks(database, page),
    listActive: () => listActive(database),
    listFailing: (rows) => listFailing(database, rows),
    rotate: (input) => rotateWebhook(database, input),
    disable: (input) => disableWebhook(database, input),
    enable: (id) => enableWebhook(database, id),
    remove: (id) => removeWebhook(database, id),
    keepProgress: (input) => keepProgress(database, input),
    keepAttempt: (attempt) => keepAttempt(database, attempt),
    listAttempts: (webhookId) => listAttempts(database, webhookId),
  }
}

async function createWebhook(
  database: Database,
  { webhook, isOnly = false }: { webhook: NewWebhook; isOnly?: boolean },
): Promise<WebhookCreation> {
  const { applications, types, ...data } = webhook
  const created = await database.write(async (connection): Promise<WebhookCreation> => {
    const { prisma } = connection
    await takeTurns(connection)
    const where = { name: webhook.name }
    const same = isOnly ? await prisma.webhook.findFirst({ where, select: { id: true } }) : null
    if (same !== null) return { existing: same.id }
    if ((await prisma.webhook.count()) >= LIMITS.webhooks) return 'tooMany'
    const lease = await prisma.eventLease.findFirst({ select: { head: true } })
    const lists = { applications: JSON.stringify(applications), types: JSON.stringify(types) }
    await prisma.webhook.create({ data: { ...data, ...lists, position: lease?.head ?? 0 } })
    return 'created'
  })
  await refreshInterests(database, database.clock.now())
  return created
}

async function findWebhook(database: Database, id: string): Promise<Webhook | undefined> {
  const row = await database.read(({ prisma }) => prisma.webhook.findUnique({ where: { id } }))
  return row === null ? undefined : toWebhook(row)
}

async function listWebhooks(database: Database, page: PageRequest): Promise<Page<Webhook>> {
  const read = await database.read(({ prisma }) => prisma.webhook.findMany({ ...newestFirst(page) }))
  return makePage(page, { read, row: toWebhook, place: newestPlace })
}

async function listActive(database: Database): Promise<Webhook[]> {
  const rows = await database.read(({ prisma }) =>
    prisma.webhook.findMany({ where: { disabledAt: null }, take: LIMITS.webhooks }),
  )
  return rows.map(toWebhook)
}

async function listFailing(database: Database, rows: number): Promise<FailingWebhook[]> {
  const read = await database.read(({ prisma }) =>
    prisma.webhook.findMany({
      where: { OR: [{ NOT: { disabledAt: null } }, { NOT: { failingSince: null } }] },
      orderBy: { failingSince: 'asc' },
      take: rows,
    }),
  )
  return read.map(({ id, name, failingSince, disabledAt, disabledReason }) => ({
    ...{ id, name, ...maybe('failingSince', failingSince) },
    ...(disabledAt !== null && { disabledReason: disabledReason ?? '' }),
  }))
}

async function rotateWebhook(
  database: Database,
  { id, previousEndsAt }: { id: string; previousEndsAt: number },
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.webhook.updateMany({ where: { id }, data: { secretNumber: { increment: 1 }, previousEndsAt } }),
  )
  return count > 0
}

async function disableWebhook(
  database: Database,
  { id, at, reason }: Parameters<WebhookStore['disable']>[0],
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.webhook.updateMany({
      where: { id, disabledAt: null },
      data: { disabledAt: at, disabledReason: reason },
    }),
  )
  await refreshInterests(database, database.clock.now())
  return count > 0
}

async function enableWebhook(database: Database, id: string): Promise<boolean> {
  const begins = { disabledAt: null, disabledReason: null, failures: 0, failingSince: null, retryAt: null }
  const { count } = await database.write(({ prisma }) =>
    prisma.webhook.updateMany({ where: { id, NOT: { disabledAt: null } }, data: begins }),
  )
  await refreshInterests(database, database.clock.now())
  return count > 0
}

async function removeWebhook(database: Database, id: string): Promise<boolean> {
  const { count } = await database.write(({ prisma }) => prisma.webhook.deleteMany({ where: { id } }))
  await refreshInterests(database, database.clock.now())
  return count > 0
}

async function keepProgress(
  database: Database,
  { id, progress, attempts }: Parameters<WebhookStore['keepProgress']>[0],
): Promise<void> {
  const { position, failures, failingSince = null, retryAt = null, deliveredAt } = progress
  await database.write(async ({ prisma }) => {
    const data = {
      position,
      failures,
      failingSince,
      retryAt,
      ...(deliveredAt !== undefined && { deliveredAt }),
    }
    const { count } = await prisma.webhook.updateMany({ where: { id }, data })
    if (count > 0) await keepAttempts(prisma, { id, attempts })
  })
}

async function keepAttempt(database: Database, attempt: WebhookAttempt): Promise<void> {
  const { webhookId: id } = attempt
  await database.write(async ({ prisma }) => {
    if ((await prisma.webhook.count({ where: { id } })) > 0)
      await keepAttempts(prisma, { id, attempts: [attempt] })
  })
}

async function keepAttempts(
  prisma: Connection['prisma'],
  { id, attempts }: { id: string; attempts: readonly WebhookAttempt[] },
): Promise<void> {
  if (attempts.length === 0) return
  await prisma.webhookAttempt.createMany({ data: attempts.slice(-LIMITS.webhookAttemptsKept) })
  await prisma.$executeRaw`
    DELETE FROM "WebhookAttempt" WHERE "webhookId" = ${id} AND "id" NOT IN (
      SELECT "id" FROM "WebhookAttempt" WHERE "webhookId" = ${id} ORDER BY "id" DESC
      LIMIT ${LIMITS.webhookAttemptsKept})`
}

async function listAttempts(database: Database, webhookId: string): Promise<WebhookAttempt[]> {
  const rows = await database.read(({ prisma }) =>
    prisma.webhookAttempt.findMany({
      ...{ where: { webhookId }, orderBy: { id: 'desc' }, take: LIMITS.webhookAttemptsKept },
    }),
  )
  return rows.map(({ id: _, at, status, ...row }) => ({
    ...row,
    at: Number(at),
    ...(status !== null && { status }),
  }))
}

function toWebhook(row: WebhookModel): Webhook {
  const { id, name, url, createdBy, secretNumber, failures } = row
  return {
    ...{ id, name, url, createdBy, secretNumber, failures },
    createdAt: Number(row.createdAt),
    applications: JSON.parse(row.applications) as string[],
    // A newer version may have written types that this one does not know.
    types: (JSON.parse(row.types) as unknown[]).flatMap((type) => eventTypeSchema.safeParse(type).data ?? []),
    position: Number(row.position),
    ...maybe('previousEndsAt', row.previousEndsAt),
    ...maybe('failingSince', row.failingSince),
    ...maybe('retryAt', row.retryAt),
    ...maybe('deliveredAt', row.deliveredAt),
    ...maybe('disabledAt', row.disabledAt),
    ...(row.disabledReason !== null && { disabledReason: row.disabledReason }),
  }
}

function maybe<Name extends string>(name: Name, at: bigint | null): { [N in Name]?: number } {
  return (at === null ? {} : { [name]: Number(at) }) as { [N in Name]?: number }
}
