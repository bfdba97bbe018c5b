import { LIMITS } from '#protocol'
import type { DashboardStore, FlightDelivery } from '#server/core/dashboard/dashboard-store.ts'
import { atOnce } from '#server/core/pacer.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { findAckTimes, IS_MEANT, keptSince } from '../log/outcome-statements.ts'
import { decideDelivery, findEnding, type OutcomeRead, type RecipientRead } from '../log/outcomes.ts'

type FlightRead = Pick<
  OutcomeRead,
  'id' | 'tokenId' | 'clientAppToken' | 'applicationName' | 'seq' | 'acceptedAt' | 'expiresAt' | 'cancelledAt'
> &
  Pick<OutcomeRead, 'replacedAt'> &
  RecipientRead

type Input = Parameters<DashboardStore['listFlightDeliveries']>[0]
type Bound = Pick<FlightRead, 'acceptedAt' | 'id'>
type Step = Input & { since: number; after: Bound | undefined; until: Bound | undefined }

/** Walks back along the log of all tokens in steps, like the lists of notifications, and no further than they do. */
export async function listFlightDeliveries(database: Database, input: Input): Promise<FlightDelivery[]> {
  const { turn = atOnce, now, rows } = input
  const since = keptSince(database, now)
  const found: FlightDelivery[] = []
  let after: Bound | undefined
  for (let walked = 0; walked < LIMITS.listWalkRows; walked += LIMITS.listStepRows) {
    const until = await turn(() =>
      database.readRaw(async (connection) => {
        const bound = await findBound(connection, { from: input.from, after })
        const step = { ...input, rows: rows - found.length, since, after, until: bound }
        for (const row of await selectMeant(connection, step))
          found.push(await describe(connection, { row, now }))
        return bound
      }),
    )
    if (until === undefined || found.length >= rows) break
    after = until
  }
  return found
}

/** Finds the last notification that this step looks at; `undefined` if the log ends before it. */
async function findBound(
  { prisma }: RawConnection,
  { from, after }: Pick<Step, 'from' | 'after'>,
): Promise<Bound | undefined> {
  const [bound] = await prisma.$queryRaw<Bound[]>`
    SELECT n."acceptedAt", n."id" FROM "Notification" n WHERE n."acceptedAt" >= ${from} ${olderThan(after)}
    ORDER BY n."acceptedAt" DESC, n."id" DESC LIMIT 1 OFFSET ${LIMITS.listStepRows - 1}`
  return bound
}

function olderThan(place: Bound | undefined): Prisma.Sql {
  if (place === undefined) return Prisma.empty
  return Prisma.sql`AND (n."acceptedAt", n."id") < (${place.acceptedAt}, ${place.id})`
}

function notOlderThan(place: Bound | undefined): Prisma.Sql {
  if (place === undefined) return Prisma.empty
  return Prisma.sql`AND (n."acceptedAt", n."id") >= (${place.acceptedAt}, ${place.id})`
}

function selectMeant(
  { prisma }: RawConnection,
  { aoiClientId, from, since, after, until, rows }: Step,
): Promise<FlightRead[]> {
  return prisma.$queryRaw<FlightRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."seq", n."acceptedAt", n."expiresAt",
      n."cancelledAt", n."replacedAt", g."id" AS "registrationId", g."aoiClientId", g."ackedSeq", g."endedAt"
    FROM "Notification" n CROSS JOIN "Registration" g CROSS JOIN "ClientAppToken" t
    WHERE n."acceptedAt" >= ${from} AND +n."expiresAt" > ${since} ${olderThan(after)} ${notOlderThan(until)}
      AND g."aoiClientId" = ${aoiClientId} AND g."tokenId" = n."tokenId" AND t."id" = n."tokenId"
      AND ${IS_MEANT}
    ORDER BY n."acceptedAt" DESC, n."id" DESC LIMIT ${rows}`
}

async function describe(
  connection: RawConnection,
  { row, now }: { row: FlightRead; now: number },
): Promise<FlightDelivery> {
  const { id, tokenId, clientAppToken, applicationName } = row
  const seq = Number(row.seq)
  const acked = Number(row.ackedSeq) >= seq
  const times = acked ? await findAckTimes(connection, { tokenId, seq, registrations: [row] }) : undefined
  const ackedAt = times?.get(row.registrationId)
  return {
    ...decideDelivery(row, { seq, ending: findEnding(row, now), ackedAt }),
    ...{ notificationId: id, tokenId, clientAppToken, applicationName, acceptedAt: Number(row.acceptedAt) },
  }
}
