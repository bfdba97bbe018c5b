import type { NodeReport } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'

const FORGOTTEN_MILLISECONDS = 3_600_000

/** The statement is raw, because Prisma's `upsert` reads before it writes. */
export async function reportNode(database: Database, report: NodeReport): Promise<NodeReport[]> {
  const { id, name, role, version, startedAt, seenAt, draining, online, memoryBytes, conditions } = report
  const rows = await database.write(async ({ prisma }) => {
    await prisma.$executeRaw`
      INSERT INTO "Node" ("id", "name", "role", "version", "startedAt", "seenAt", "draining", "online", "memoryBytes",
        "conditions")
      VALUES (${id}, ${name}, ${role}, ${version}, ${startedAt}, ${seenAt}, ${draining}, ${online}, ${memoryBytes},
        ${conditions})
      ON CONFLICT ("id") DO UPDATE SET "seenAt" = ${seenAt}, "draining" = ${draining}, "online" = ${online},
        "memoryBytes" = ${memoryBytes}, "conditions" = ${conditions}`
    await prisma.node.deleteMany({ where: { seenAt: { lt: seenAt - FORGOTTEN_MILLISECONDS } } })
    return prisma.node.findMany({ orderBy: { id: 'asc' } })
  })
  return rows.map((row) => ({
    ...row,
    startedAt: Number(row.startedAt),
    seenAt: Number(row.seenAt),
    memoryBytes: Number(row.memoryBytes),
  }))
}

export async function removeNode(database: Database, id: string): Promise<void> {
  await database.write(({ prisma }) => prisma.node.deleteMany({ where: { id } }))
}
