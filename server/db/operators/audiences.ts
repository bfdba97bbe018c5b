import { LIMITS } from '#protocol'
import { audienceContentSchema } from '#protocol/dashboard/audiences.ts'
import type { ComposeStore, SavedAudience } from '#server/core/compose/compose-store.ts'
import type { Database } from '../connection/database.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import { takeTurns } from './take-turns.ts'

type Audiences = Pick<
  ComposeStore,
  'listAudiences' | 'findAudience' | 'saveAudience' | 'changeAudience' | 'removeAudience'
>

/** Opens the saved audiences of operators who compose. */
export function openAudiences(database: Database): Audiences {
  return {
    listAudiences: async (operatorId) => {
      const read = await database.read(({ prisma }) =>
        prisma.savedAudience.findMany({
          where: seenBy(operatorId),
          orderBy: [{ name: 'asc' }, { id: 'asc' }],
          take: LIMITS.audiencesPerOperator + LIMITS.audiencesShared,
          include: { owner: { select: { email: true } } },
        }),
      )
      return read.map(({ owner, ...row }) => ({ ...toAudience(row), owner: owner?.email }))
    },
    findAudience: async ({ id, operatorId }) => {
      const where = { id, ...seenBy(operatorId) }
      const found = await database.read(({ prisma }) => prisma.savedAudience.findFirst({ where }))
      return found === null ? undefined : toAudience(found)
    },
    saveAudience: (audience) => saveAudience(database, audience),
    changeAudience: (input) => changeAudience(database, input),
    removeAudience: async (id) => {
      const { count } = await database.write(({ prisma }) =>
        prisma.savedAudience.deleteMany({ where: { id } }),
      )
      return count > 0
    },
  }
}

function seenBy(operatorId: string) {
  return { OR: [{ ownerId: operatorId }, { shared: true }] }
}

type AudienceRead = Prisma.SavedAudienceGetPayload<object>

function toAudience({ content, savedAt, ownerId, ...row }: AudienceRead): SavedAudience {
  return {
    ...{ ...row, ownerId: ownerId ?? undefined, savedAt: Number(savedAt) },
    content: audienceContentSchema.parse(JSON.parse(content)),
  }
}

function saveAudience(
  database: Database,
  { content, ...audience }: Parameters<Audiences['saveAudience']>[0],
): Promise<boolean> {
  return database.write(async (connection) => {
    const { prisma } = connection
    await takeTurns(connection)
    const { ownerId, name, shared, savedAt } = audience
    const others = await prisma.savedAudience.count({ where: { ownerId, name: { not: name } } })
    if (others >= LIMITS.audiencesPerOperator) return false
    const text = JSON.stringify(content)
    await prisma.savedAudience.upsert({
      where: { ownerId_name: { ownerId, name } },
      create: { ...audience, content: text },
      update: { content: text, shared, savedAt },
    })
    return true
  })
}

function changeAudience(
  database: Database,
  { id, name, shared }: Parameters<Audiences['changeAudience']>[0],
): ReturnType<Audiences['changeAudience']> {
  return database.write(async (connection) => {
    const { prisma } = connection
    await takeTurns(connection)
    const found = await prisma.savedAudience.findUnique({ where: { id } })
    if (found === null) return 'missing'
    const same = { ownerId: found.ownerId, name, id: { not: id } }
    if ((await prisma.savedAudience.count({ where: same })) > 0) return 'taken'
    await prisma.savedAudience.update({ where: { id }, data: { name, shared } })
    return 'changed'
  })
}
