import type { OperatorMarks } from '#server/core/operators/operators.ts'
import type { Database } from '../connection/database.ts'

/** The statements are raw, because Prisma has no INSERT for both databases that skips an existing row. */
export function openOperatorMarks(database: Database): OperatorMarks {
  return {
    takeProof: async ({ proofHash, expiresAt }) => {
      const written = await database.write(
        ({ prisma }) => prisma.$executeRaw`
          INSERT INTO "OperatorUsedProof" ("proofHash", "expiresAt") VALUES (${proofHash}, ${expiresAt})
          ON CONFLICT DO NOTHING`,
      )
      return written === 1
    },
    noteEndedSession: async ({ tokenHash, reason, expiresAt }) => {
      await database.write(
        ({ prisma }) => prisma.$executeRaw`
          INSERT INTO "OperatorEndedSession" ("tokenHash", "reason", "expiresAt")
          VALUES (${tokenHash}, ${reason}, ${expiresAt}) ON CONFLICT DO NOTHING`,
      )
    },
  }
}
