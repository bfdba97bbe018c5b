import { LIMITS } from '#protocol'
import { templateMessageSchema } from '#protocol/dashboard/compose.ts'
import type { ComposeStore, Template } from '#server/core/compose/compose-store.ts'
import type { Database } from '../connection/database.ts'
import { openAudiences } from './audiences.ts'
import { takeTurns } from './take-turns.ts'

/** Opens the audiences, templates and own devices of operators. */
export function openComposeStore(database: Database): ComposeStore {
  return {
    ...openAudiences(database),
    listTemplates: () => listTemplates(database),
    saveTemplate: (template) => saveTemplate(database, template),
    removeTemplate: (id) => removeTemplate(database, id),
    findOwnDevice: async (operatorId) => {
      const found = await database.read(({ prisma }) =>
        prisma.operatorDevice.findUnique({ where: { operatorId } }),
      )
      return found?.tokenId
    },
    saveOwnDevice: async ({ operatorId, tokenId }) => {
      await database.write(({ prisma }) =>
        prisma.operatorDevice.upsert({
          ...{ where: { operatorId }, create: { operatorId, tokenId }, update: { tokenId } },
        }),
      )
    },
  }
}

async function listTemplates(database: Database): Promise<Template[]> {
  const read = await database.read(({ prisma }) =>
    prisma.composeTemplate.findMany({ orderBy: { name: 'asc' }, take: LIMITS.composeTemplates }),
  )
  return read.map(({ message, savedAt, ...row }) => ({
    ...row,
    message: templateMessageSchema.parse(JSON.parse(message)),
    savedAt: Number(savedAt),
  }))
}

function saveTemplate(database: Database, { message, ...template }: Template): Promise<boolean> {
  return database.write(async (connection) => {
    const { prisma } = connection
    await takeTurns(connection)
    const { name, savedBy, savedAt } = template
    const others = await prisma.composeTemplate.count({ where: { name: { not: name } } })
    if (others >= LIMITS.composeTemplates) return false
    const text = JSON.stringify(message)
    await prisma.composeTemplate.upsert({
      where: { name },
      create: { ...template, message: text },
      update: { message: text, savedBy, savedAt },
    })
    return true
  })
}

async function removeTemplate(database: Database, id: string): Promise<string | undefined> {
  return database.write(async ({ prisma }) => {
    const found = await prisma.composeTemplate.findUnique({ where: { id } })
    if (found === null) return undefined
    const { count } = await prisma.composeTemplate.deleteMany({ where: { id } })
    return count > 0 ? found.name : undefined
  })
}
