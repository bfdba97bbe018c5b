import type { HeldSession, SessionChange } from '#server/core/store.ts'
import type { Connection, Database, RawConnection } from '../connection/database.ts'
import { selectRegistrations } from '../registrations/registration-statements.ts'

type Held = { id: string; sessionNumber: number; registrations: string }
type Read = { id: string; sessionNumber: number | null; sentAwayNumber: number | null; ended: number }

/** Checks all sessions in one statement, which returns only those that differ: usually none. */
export async function checkSessions(
  database: Database,
  held: readonly HeldSession[],
): Promise<SessionChange[]> {
  if (held.length === 0) return []
  const numbers = new Map(held.map(({ aoiClientId, sessionNumber }) => [aoiClientId, sessionNumber]))
  const differing = await database.readRaw((connection) => selectDiffering(connection, held.map(describe)))
  if (differing.length === 0) return []
  return database.read(async (connection) => {
    const changes: SessionChange[] = []
    for (const row of differing)
      changes.push(await explain(connection, { row, heldNumber: numbers.get(row.id) ?? 0 }))
    return changes
  })
}

/**
 * Describes registrations by their number and the sum of their ids. Ids only grow, so each change changes one of the
 * two.
 */
function describe({ aoiClientId, sessionNumber, registrationIds }: HeldSession): Held {
  const sum = registrationIds.reduce((total, id) => total + id, 0)
  return { id: aoiClientId, sessionNumber, registrations: `${registrationIds.length}:${sum}` }
}

function selectDiffering(connection: RawConnection, held: readonly Held[]): Promise<Read[]> {
  const columns = { id: 'text', sessionNumber: 'integer', registrations: 'text' } as const
  return connection.prisma.$queryRaw<Read[]>`
    SELECT r."id", c."sessionNumber", c."sentAwayNumber", CASE WHEN c."endedAt" IS NULL AND c."id" IS NOT NULL THEN 0 ELSE 1 END AS "ended"
    FROM ${connection.dialect.rows(columns, held)} LEFT JOIN "AoiClient" c ON c."id" = r."id"
    WHERE c."id" IS NULL OR c."endedAt" IS NOT NULL OR c."sessionNumber" <> r."sessionNumber"
      OR c."sentAwayNumber" >= r."sessionNumber" OR r."registrations" <> (
      SELECT count(*) || ':' || coalesce(sum(g."id"), 0) FROM "Registration" g
      WHERE g."aoiClientId" = r."id" AND g."generation" = 0)`
}

async function explain(
  connection: Connection,
  { row, heldNumber }: { row: Read; heldNumber: number },
): Promise<SessionChange> {
  const aoiClientId = row.id
  if (Number(row.ended) === 1) return { kind: 'ended', aoiClientId }
  const sessionNumber = Number(row.sessionNumber)
  if (sessionNumber !== heldNumber) return { kind: 'displaced', aoiClientId, sessionNumber }
  if (Number(row.sentAwayNumber) >= heldNumber) return { kind: 'sentAway', aoiClientId }
  const registrations = await selectRegistrations(connection, { aoiClientId })
  return { kind: 'registrations', aoiClientId, registrations }
}
