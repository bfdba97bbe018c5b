import type { NewEvent } from '#server/core/events/event-store.ts'
import { newEventId } from '#server/core/events/new-event-id.ts'
import type { RawConnection } from '../connection/database.ts'
import type { Columns } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'

const COLUMNS: Columns = {
  ...{ place: 'integer', eventId: 'text', type: 'text', at: 'bigint', applicationName: 'text', data: 'text' },
}

/**
 * Records events in the transaction of what they tell. The ids give the events of one token their order, because each
 * such transaction holds the token's lock. SQLite counts no `BIGINT` by itself, and has one writer.
 */
export async function recordEvents(tx: RawConnection, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ type, at, applicationName, data }, index) => ({
    ...{ place: index + 1, eventId: newEventId(at), type, at, applicationName, data: JSON.stringify(data) },
  }))
  const id =
    tx.dialect.name === 'sqlite'
      ? Prisma.sql`(SELECT COALESCE(max(e."id"), 0) FROM "Event" e) + r."place"`
      : Prisma.sql`nextval(pg_get_serial_sequence('"Event"', 'id'))`
  await tx.prisma.$executeRaw`
    INSERT INTO "Event" ("id", "eventId", "type", "at", "applicationName", "data")
    SELECT ${id}, r."eventId", r."type", r."at", r."applicationName", r."data"
    FROM ${tx.dialect.rows(COLUMNS, rows)} ORDER BY r."place"`
}
