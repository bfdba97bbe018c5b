import { LIMITS } from '#protocol'
import type { DashboardStore, FlightDelivery } from '#server/core/dashboard/dashboard-store.ts'
import type { Database, RawConnection } from '../database.ts'
import { findAckTimes, IS_MEANT, keptSince } from '../outcome-statements.ts'
import { decideDelivery, findEnding, type OutcomeRead, type RecipientRead } from '../outcomes.ts'

type FlightRead = Pick<
  OutcomeRead,
  'id' | 'tokenId' | 'clientAppToken' | 'applicationName' | 'seq' | 'acceptedAt' | 'expiresAt' | 'cancelledAt'
> &
  Pick<OutcomeRead, 'replacedAt'> &
  RecipientRead

type Input = Parameters<DashboardStore['listFlightDeliveries']>[0]

/** Walks back along the log of all tokens, as lists of notifications do, and no further; raw, for each row asks once more. */
export async function listFlightDeliveries(database: Database, input: Input): Promise<FlightDelivery[]> {
  return database.readRaw(async (connection) => {
    const read = await selectMeant(connection, input)
    const rows: FlightDelivery[] = []
    for (const row of read) rows.push(await describe(connection, { row, now: input.now }))
    return rows
  })
}

function selectMeant(
  { prisma }: RawConnection,
  { aoiClientId, from, now, rows }: Input,
): Promise<FlightRead[]> {
  return prisma.$queryRaw<FlightRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."seq", n."acceptedAt", n."expiresAt",
      n."cancelledAt", n."replacedAt", g."id" AS "registrationId", g."aoiClientId", g."ackedSeq", g."endedAt"
    FROM (SELECT "id", "tokenId", "seq", "acceptedAt", "expiresAt", "cancelledAt", "replacedAt", "resendOf"
        FROM "Notification"
        WHERE "acceptedAt" >= ${from} AND +"expiresAt" > ${keptSince(now)}
        ORDER BY "acceptedAt" DESC, "id" DESC LIMIT ${LIMITS.listWalkRows}) n
      CROSS JOIN "Registration" g CROSS JOIN "ClientAppToken" t
    WHERE g."aoiClientId" = ${aoiClientId} AND g."tokenId" = n."tokenId" AND t."id" = n."tokenId"
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
