import type { DashboardStore, Summary } from '#server/core/dashboard/dashboard-store.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Database } from '../connection/database.ts'

type Whole = number | bigint | null
type Sums = Record<Exclude<keyof Summary, 'refused'>, Whole>

/** Sums up only the newest real notifications, by the index that has them in order: an hour may hold millions. */
export async function sumUp(
  database: Database,
  { from, now, waitingSince, rows }: Parameters<DashboardStore['sumUp']>[0],
): Promise<Summary> {
  return database.read(async ({ prisma }) => {
    const [sums] = await prisma.$queryRaw<Sums[]>`
      SELECT count(*) AS "notifications", sum(n."recipients") AS "recipients", sum(n."acked") AS "acked",
        sum(CASE WHEN n."acked" < n."recipients" AND n."cancelledAt" IS NULL AND n."replacedAt" IS NULL
          AND n."expiresAt" <= ${now} THEN 1 ELSE 0 END) AS "undelivered",
        sum(CASE WHEN n."acked" < n."recipients" AND n."cancelledAt" IS NULL AND n."replacedAt" IS NULL
          AND n."expiresAt" > ${now} AND n."acceptedAt" <= ${waitingSince} THEN 1 ELSE 0 END) AS "waiting",
        sum(CASE WHEN n."recipients" = 0 THEN 1 ELSE 0 END) AS "withoutMembers"
      FROM (SELECT "recipients", "acked", "cancelledAt", "replacedAt", "expiresAt", "acceptedAt" FROM "Notification"
        WHERE "acceptedAt" >= ${from} AND "tokenId" NOT IN
          (SELECT "id" FROM "ClientAppToken" WHERE "applicationName" = ${SIMULATION_APPLICATION})
        ORDER BY "acceptedAt" DESC, "id" DESC LIMIT ${rows}) n`
    const [refusals] = await prisma.$queryRaw<{ refused: Whole }[]>`
      SELECT count(*) AS "refused"
      FROM (SELECT 1 AS "one" FROM "RegistrationRefusal" WHERE "at" >= ${from} LIMIT ${rows}) r`
    const whole = (name: keyof Sums) => Number(sums?.[name] ?? 0)
    return {
      ...{ notifications: whole('notifications'), recipients: whole('recipients'), acked: whole('acked') },
      ...{ undelivered: whole('undelivered'), waiting: whole('waiting') },
      withoutMembers: whole('withoutMembers'),
      refused: Number(refusals?.refused ?? 0),
    }
  })
}
