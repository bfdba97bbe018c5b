import type { Connection } from '../connection/database.ts'

/**
 * Lets transactions that check before they insert take turns, on PostgreSQL by a lock of the realm's row. For rare acts
 * only. SQLite has one writer anyway.
 */
export async function takeTurns({ prisma, dialect }: Connection): Promise<void> {
  await prisma.$queryRaw`SELECT "id" FROM "Realm" ORDER BY "id" ${dialect.forUpdate}`
}
