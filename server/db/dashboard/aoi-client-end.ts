import type { Database } from '../connection/database.ts'

/** Finds the AOI Client by its primary key. */
export function findAoiClientEnd(database: Database, id: string): Promise<number | undefined> {
  return database.read(async ({ prisma }) => {
    const found = await prisma.aoiClient.findUnique({ where: { id }, select: { endedAt: true } })
    return found === null || found.endedAt === null ? undefined : Number(found.endedAt)
  })
}
