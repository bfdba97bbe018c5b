import type { PushStore } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'

/** Confirmations that no session has taken yet. */
export function openConfirmations(
  database: Database,
): Pick<PushStore, 'keepConfirmation' | 'listConfirmations' | 'dropConfirmations'> {
  return {
    keepConfirmation: async ({ registrationId, seq, at }) => {
      await database.write(
        ({ prisma }) => prisma.$executeRaw`
          INSERT INTO "PushConfirmation" ("registrationId", "seq", "at") VALUES (${registrationId}, ${seq}, ${at})
          ON CONFLICT ("registrationId", "seq") DO NOTHING`,
      )
    },
    listConfirmations: async ({ registrationIds, rows }) => {
      const where = registrationIds === undefined ? {} : { registrationId: { in: [...registrationIds] } }
      const kept = await database.read(({ prisma }) =>
        prisma.pushConfirmation.findMany({
          ...{ where, take: rows },
          orderBy: [{ at: 'asc' }, { registrationId: 'asc' }, { seq: 'asc' }],
        }),
      )
      return kept.map(({ registrationId, seq }) => ({ registrationId, seq: Number(seq) }))
    },
    dropConfirmations: async ({ taken, before }) => {
      const columns = { registrationId: 'integer', seq: 'bigint' } as const
      await database.write(async ({ prisma, dialect }) => {
        await prisma.pushConfirmation.deleteMany({ where: { at: { lt: before } } })
        if (taken.length === 0) return
        await prisma.$executeRaw`
          DELETE FROM "PushConfirmation" WHERE EXISTS (
            SELECT 1 FROM ${dialect.rows(columns, taken)}
            WHERE r."registrationId" = "PushConfirmation"."registrationId" AND r."seq" = "PushConfirmation"."seq")`
      })
    },
  }
}
