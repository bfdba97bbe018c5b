import type { NodeReport } from '#server/core/store.ts'
import type { Database } from './database.ts'

/** A node that has not told of itself for so long is gone. */
const SEEN_MILLISECONDS = 10_000
const FORGOTTEN_MILLISECONDS = 3_600_000

/** Raw, because Prisma's `upsert` reads before it writes. */
export async function reportNode(
  database: Database,
  { id, role, online, at }: NodeReport & { at: number },
): Promise<NodeReport[]> {
  return database.write(async ({ prisma }) => {
    await prisma.$executeRaw`
      INSERT INTO "Node" ("id", "role", "seenAt", "online") VALUES (${id}, ${role}, ${at}, ${online})
      ON CONFLICT ("id") DO UPDATE SET "seenAt" = ${at}, "online" = ${online}`
    await prisma.node.deleteMany({ where: { seenAt: { lt: at - FORGOTTEN_MILLISECONDS } } })
    const where = { seenAt: { gt: at - SEEN_MILLISECONDS } }
    return prisma.node.findMany({
      where,
      select: { id: true, role: true, online: true },
      orderBy: { id: 'asc' },
    })
  })
}

export async function removeNode(database: Database, id: string): Promise<void> {
  await database.write(({ prisma }) => prisma.node.deleteMany({ where: { id } }))
}
