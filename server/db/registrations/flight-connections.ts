import { LIMITS } from '#protocol'
import type { FlightConnection } from '#server/core/flight/flight-connection.ts'
import type { EndedSession } from '#server/core/store.ts'
import type { Connection, Database, RawConnection } from '../connection/database.ts'
import type { Columns } from '../connection/dialect.ts'

type Whole = number | bigint
/** A session of an AOI Client whose end the database does not have. */
export type LeftOpen = { id: string; sessionNumber: Whole; lastSeenAt: Whole }

const LEFT_OPEN: Columns = { aoiClientId: 'text', sessionNumber: 'integer', openedAt: 'bigint' }
const ENDED: Columns = {
  ...{ aoiClientId: 'text', sessionNumber: 'integer', openedAt: 'bigint', closedAt: 'bigint' },
  ...{ closingCode: 'integer', roundTripMs: 'integer' },
}

/**
 * Records sessions that a newer one follows and whose end is not written: their node was killed, or writes it shortly
 * after. Part of the transaction that opens the newer sessions.
 */
export async function recordLeftOpen(tx: RawConnection, left: readonly LeftOpen[]): Promise<void> {
  if (left.length === 0) return
  const rows = left.map(({ id: aoiClientId, sessionNumber, lastSeenAt }) => ({
    ...{ aoiClientId, sessionNumber: Number(sessionNumber), openedAt: Number(lastSeenAt) },
  }))
  await tx.prisma.$executeRaw`
    INSERT INTO "FlightConnection" ("aoiClientId", "sessionNumber", "openedAt", "at")
    SELECT r."aoiClientId", r."sessionNumber", r."openedAt", r."openedAt" FROM ${tx.dialect.rows(LEFT_OPEN, rows)}
    WHERE true ON CONFLICT ("aoiClientId", "sessionNumber") DO NOTHING`
}

/**
 * Records sessions that have ended, and keeps the newest of each AOI Client. Sessions without `openedAt` leave no record.
 * Part of the transaction that writes their end; an AOI Client that has ended has no records.
 */
export async function recordEnded(tx: Connection, ended: readonly EndedSession[]): Promise<void> {
  const rows = ended.map(({ aoiClientId, sessionNumber, at, openedAt, closingCode, roundTripMs }) => ({
    ...{ aoiClientId, sessionNumber, openedAt: openedAt ?? null, closedAt: at },
    ...{ closingCode: closingCode ?? null, roundTripMs: roundTripMs ?? null },
  }))
  const given = tx.dialect.rows(ENDED, rows)
  await tx.prisma.$executeRaw`
    INSERT INTO "FlightConnection"
      ("aoiClientId", "sessionNumber", "openedAt", "closedAt", "closingCode", "roundTripMs", "at")
    SELECT r."aoiClientId", r."sessionNumber", r."openedAt", r."closedAt", r."closingCode", r."roundTripMs", r."closedAt"
    FROM ${given} JOIN "AoiClient" c ON c."id" = r."aoiClientId"
    WHERE r."openedAt" IS NOT NULL AND c."endedAt" + 0 IS NULL
    ON CONFLICT ("aoiClientId", "sessionNumber") DO UPDATE SET "closedAt" = excluded."closedAt",
      "closingCode" = excluded."closingCode", "roundTripMs" = excluded."roundTripMs", "at" = excluded."at"`
  await tx.prisma.$executeRaw`
    DELETE FROM "FlightConnection" WHERE "id" IN (
      SELECT f."id" FROM ${given} JOIN "FlightConnection" f ON f."aoiClientId" = r."aoiClientId"
        AND (f."sessionNumber" <= r."sessionNumber" - ${LIMITS.flightConnectionsPerClient}
          OR (f."sessionNumber" = r."sessionNumber" AND r."openedAt" IS NULL)))`
}

/** The recorded sessions of an AOI Client, the oldest first; its present session is not among them. */
export async function listFlightConnections(
  database: Database,
  aoiClientId: string,
): Promise<FlightConnection[]> {
  const found = await database.read(({ prisma }) =>
    prisma.flightConnection.findMany({
      where: { aoiClientId },
      orderBy: { sessionNumber: 'desc' },
      take: LIMITS.flightConnectionsPerClient,
    }),
  )
  return found
    .map(({ sessionNumber, openedAt, closedAt, closingCode, roundTripMs }) => ({
      ...{ sessionNumber, openedAt: Number(openedAt) },
      ...(closedAt !== null && { closedAt: Number(closedAt) }),
      ...(closingCode !== null && { closingCode }),
      ...(roundTripMs !== null && { roundTripMs }),
    }))
    .reverse()
}

/** Removes the records of an AOI Client. */
export async function eraseFlight({ prisma }: Connection, aoiClientId: string): Promise<number> {
  const { count } = await prisma.flightConnection.deleteMany({ where: { aoiClientId } })
  return count
}
