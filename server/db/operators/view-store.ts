import { LIMITS } from '#protocol'
import { gridLookSchema, viewParamsSchema, viewsQuerySchema } from '#protocol/dashboard/views.ts'
import type { ListedView, SavedView, ViewStore } from '#server/core/views/view-store.ts'
import type { Database } from '../connection/database.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import { takeTurns } from './take-turns.ts'

/** Opens the saved views of lists. */
export function openViewStore(database: Database): ViewStore {
  return {
    listViews: (input) => listViews(database, input),
    findView: async ({ id, operatorId }) => {
      const where = { id, OR: [{ ownerId: operatorId }, { shared: true }] }
      const found = await database.read(({ prisma }) => prisma.savedView.findFirst({ where }))
      return found === null ? undefined : toView(found)
    },
    saveView: (view) => saveView(database, view),
    removeView: async (id) => {
      const { count } = await database.write(({ prisma }) => prisma.savedView.deleteMany({ where: { id } }))
      return count > 0
    },
    chooseDefault: (input) => chooseDefault(database, input),
  }
}

type ViewRead = Prisma.SavedViewGetPayload<object>

function toView({ list, params, look, savedAt, ownerId, ...row }: ViewRead): SavedView {
  return {
    ...{ ...row, ownerId: ownerId ?? undefined },
    ...viewsQuerySchema.parse({ list }),
    params: viewParamsSchema.parse(JSON.parse(params)),
    look: gridLookSchema.parse(JSON.parse(look)),
    savedAt: Number(savedAt),
  }
}

async function listViews(
  database: Database,
  { list, operatorId }: Parameters<ViewStore['listViews']>[0],
): Promise<ListedView[]> {
  const read = await database.read(({ prisma }) =>
    prisma.savedView.findMany({
      where: { list, OR: [{ ownerId: operatorId }, { shared: true }] },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: LIMITS.viewsPerOperator + LIMITS.viewsShared,
      include: { owner: { select: { email: true } }, defaults: { where: { operatorId } } },
    }),
  )
  return read.map(({ owner, defaults, ...row }) => ({
    ...toView(row),
    ...{ owner: owner?.email, isDefault: defaults.length > 0 },
  }))
}

function saveView(
  database: Database,
  { params, look, ...view }: Parameters<ViewStore['saveView']>[0],
): Promise<string | undefined> {
  return database.write(async (connection) => {
    const { prisma } = connection
    await takeTurns(connection)
    const { ownerId, list, name, shared, savedAt } = view
    const others = await prisma.savedView.count({ where: { ownerId, NOT: { list, name } } })
    if (others >= LIMITS.viewsPerOperator) return undefined
    const texts = { params: JSON.stringify(params), look: JSON.stringify(look) }
    const saved = await prisma.savedView.upsert({
      where: { ownerId_list_name: { ownerId, list, name } },
      create: { ...view, ...texts },
      update: { ...texts, shared, savedAt },
    })
    // An operator whose default it was sees it no more.
    if (!shared)
      await prisma.defaultView.deleteMany({ where: { viewId: saved.id, operatorId: { not: ownerId } } })
    return saved.id
  })
}

async function chooseDefault(
  database: Database,
  { operatorId, list, viewId, isDefault }: Parameters<ViewStore['chooseDefault']>[0],
): Promise<void> {
  await database.write(async ({ prisma }) => {
    if (!isDefault) {
      await prisma.defaultView.deleteMany({ where: { operatorId, list, viewId } })
      return
    }
    await prisma.defaultView.upsert({
      where: { operatorId_list: { operatorId, list } },
      create: { operatorId, list, viewId },
      update: { viewId },
    })
  })
}
