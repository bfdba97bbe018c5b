import type { PushAnswer } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'

/** `PushStore.noteAnswers`: one statement for all. */
export async function noteAnswers(database: Database, answers: readonly PushAnswer[]): Promise<void> {
  if (answers.length === 0) return
  const columns = {
    registrationId: 'integer',
    endpoint: 'text',
    status: 'integer',
    answer: 'text',
    answeredAt: 'bigint',
    acceptedSeq: 'bigint',
    unsentSeq: 'bigint',
  } as const
  // In one order, so that two nodes cannot deadlock.
  const inOrder = [...answers].sort((a, b) => a.registrationId - b.registrationId)
  await database.write(async ({ prisma, dialect }) => {
    await prisma.$executeRaw`
      UPDATE "PushSubscription" SET "status" = r."status", "answer" = r."answer", "answeredAt" = r."answeredAt",
        "acceptedSeq" = CASE WHEN r."acceptedSeq" > "PushSubscription"."acceptedSeq" THEN r."acceptedSeq"
          ELSE "PushSubscription"."acceptedSeq" END,
        "unsentSeq" = CASE WHEN r."unsentSeq" > "PushSubscription"."unsentSeq" THEN r."unsentSeq"
          ELSE "PushSubscription"."unsentSeq" END
      FROM ${dialect.rows(columns, inOrder)}
      WHERE "PushSubscription"."registrationId" = r."registrationId"
        AND "PushSubscription"."endpoint" = r."endpoint"`
  })
}
