import { LIMITS } from '#protocol'
import type { AdminScope } from '#protocol/admin-scopes.ts'
import type { AdminKey, NewAdminKey, Page, PageRequest } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import type { AdminKeyModel } from '../generated/sqlite/models/AdminKey.ts'
import { takeTurns } from './take-turns.ts'

/**
 * Makes an admin key, unless a valid one has the name (returned by its id), or `LIMITS.adminKeys` are valid. Removes
 * keys that have been over for as long as refusals are kept.
 */
export async function createAdminKey(
  database: Database,
  { scopes, ...key }: NewAdminKey,
): Promise<'made' | 'full' | { id: string }> {
  return database.write(async (connection) => {
    const { prisma } = connection
    await takeTurns(connection)
    const overBefore = key.createdAt - LIMITS.refusalKeptSeconds * 1000
    await prisma.adminKey.deleteMany({
      where: { OR: [{ expiresAt: { lte: overBefore } }, { revokedAt: { lte: overBefore } }] },
    })
    const isValid = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: key.createdAt } }] }
    const [same] = await prisma.adminKey.findMany({ where: { name: key.name, ...isValid }, take: 1 })
    if (same !== undefined) return { id: same.id }
    if ((await prisma.adminKey.count({ where: isValid })) >= LIMITS.adminKeys) return 'full'
    await prisma.adminKey.create({ data: { ...key, scopes: JSON.stringify(scopes) } })
    return 'made'
  })
}

export async function findAdminKey(database: Database, id: string): Promise<AdminKey | undefined> {
  const found = await database.read(({ prisma }) => prisma.adminKey.findUnique({ where: { id } }))
  return found === null ? undefined : toAdminKey(found)
}

/** Returns the admin keys, also those that are over, the newest first. */
export async function listAdminKeys(database: Database, page: PageRequest): Promise<Page<AdminKey>> {
  const read = await database.read(({ prisma }) =>
    prisma.adminKey.findMany({
      ...newestFirst(page),
    }),
  )
  return makePage(page, { read, row: toAdminKey, place: newestPlace })
}

export async function revokeAdminKey(
  database: Database,
  { id, at }: { id: string; at: number },
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.adminKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } }),
  )
  return count > 0
}

export async function touchAdminKey(
  database: Database,
  { id, at }: { id: string; at: number },
): Promise<void> {
  await database.write(({ prisma }) =>
    prisma.adminKey.updateMany({ where: { id }, data: { lastUsedAt: at } }),
  )
}

function toAdminKey(row: AdminKeyModel): AdminKey {
  return {
    ...{ id: row.id, secretHash: row.secretHash, name: row.name, createdBy: row.createdBy },
    scopes: JSON.parse(row.scopes) as AdminScope[],
    createdAt: Number(row.createdAt),
    ...(row.expiresAt !== null && { expiresAt: Number(row.expiresAt) }),
    ...(row.revokedAt !== null && { revokedAt: Number(row.revokedAt) }),
    ...(row.lastUsedAt !== null && { lastUsedAt: Number(row.lastUsedAt) }),
  }
}
