import type { Database } from '../connection/database.ts'
import { applicationKey } from './application-key.ts'

/** Returns whether an older server has left notifications without the key of their application. */
export async function hasRowsWithoutKey(database: Database): Promise<boolean> {
  const found = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<unknown[]>`
      SELECT 1 AS "found" FROM "Notification" WHERE "applicationKey" IS NULL LIMIT 1`,
  )
  return found.length > 0
}

/**
 * Fills in the keys of at most `rows` notifications. Returns how many. A migration would do all at once, and delay the
 * start of a large server.
 */
export function fillApplicationKeys(database: Database, rows: number): Promise<number> {
  return database.writeRaw(async (tx) => {
    const found = await tx.prisma.$queryRaw<{ tokenId: number; seq: number; applicationName: string }[]>`
      SELECT n."tokenId", n."seq", t."applicationName"
      FROM (SELECT "tokenId", "seq" FROM "Notification" WHERE "applicationKey" IS NULL LIMIT ${rows}) n
        CROSS JOIN "ClientAppToken" t WHERE t."id" = n."tokenId"`
    if (found.length === 0) return 0
    const keys = new Map<string, number>()
    for (const { applicationName } of found) keys.set(applicationName, applicationKey(applicationName))
    const columns = { tokenId: 'integer', seq: 'bigint', applicationKey: 'integer' } as const
    const keyed = found.map((row) => ({ ...row, applicationKey: keys.get(row.applicationName) }))
    return tx.prisma.$executeRaw`
      UPDATE "Notification" SET "applicationKey" = r."applicationKey" FROM ${tx.dialect.rows(columns, keyed)}
      WHERE "Notification"."tokenId" = r."tokenId" AND "Notification"."seq" = r."seq"`
  })
}
