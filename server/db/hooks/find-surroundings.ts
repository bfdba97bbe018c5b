import type { Hook, HookSurroundings } from '#server/core/hooks/hook-store.ts'
import type { Connection, Database } from '../connection/database.ts'

type Named = Pick<Hook, 'id' | 'clientAppToken'>

/** Returns, by the id of each hook, its token and the counts of its kept requests. Two statements for any number. */
export async function findSurroundings(
  database: Database,
  hooks: readonly Named[],
): Promise<ReadonlyMap<string, HookSurroundings>> {
  return database.read(async ({ prisma }) => {
    const tokens = await findTokens(prisma, hooks)
    const counts = await countRequests(prisma, hooks)
    return new Map(
      hooks.map(({ id, clientAppToken }) => {
        const token = tokens.get(clientAppToken)
        const requests = counts.get(id) ?? { kept: 0, refused: 0 }
        return [id, { requests, ...(token !== undefined && { token }) }]
      }),
    )
  })
}

async function findTokens(prisma: Connection['prisma'], hooks: readonly Named[]) {
  const rows = await prisma.clientAppToken.findMany({
    where: { clientAppToken: { in: hooks.map(({ clientAppToken }) => clientAppToken) } },
    select: { id: true, clientAppToken: true, memberCount: true },
  })
  return new Map(
    rows.map(({ id, clientAppToken, memberCount }) => [
      clientAppToken,
      { tokenId: id, members: memberCount },
    ]),
  )
}

async function countRequests(prisma: Connection['prisma'], hooks: readonly Named[]) {
  const groups = await prisma.hookRequest.groupBy({
    by: ['hookId', 'outcome'],
    where: { hookId: { in: hooks.map(({ id }) => id) } },
    _count: { _all: true },
  })
  const counts = new Map<string, HookSurroundings['requests']>()
  for (const { hookId, outcome, _count } of groups) {
    const { kept, refused } = counts.get(hookId) ?? { kept: 0, refused: 0 }
    const isRefused = outcome === 'refused'
    counts.set(hookId, { kept: kept + _count._all, refused: refused + (isRefused ? _count._all : 0) })
  }
  return counts
}
