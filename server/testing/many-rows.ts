import { join } from 'node:path'
import { connectSqlite } from '#server/db/sqlite/sqlite-connection.ts'

export type ManyRows = {
  /** Number of newer notifications of `busy.app`. The `quiet` older ones of `quiet.app` lie behind them. */
  notifications: number
  quiet: number
  payloadBytes: number
  /** Number of AOI Clients, of registrations to token 1, of tokens, of refusals and of audit events. */
  others: number
}

/** The tokens of `busy.app` and `quiet.app`. */
export const BUSY_TOKEN_ID = 1
export const QUIET_TOKEN_ID = 2
/** A name that no search in these rows finds. */
export const NOBODY = 'nobody'

/** Fills an embedded database by SQL. A server may have it open. */
export async function fillManyRows(dataDirectory: string, rows: ManyRows): Promise<void> {
  const adapter = await connectSqlite(join(dataDirectory, 'aoi.db'))
  try {
    await adapter.executeScript(scriptOf(rows, Date.now()))
  } finally {
    await adapter.dispose()
  }
}

function scriptOf({ notifications, quiet, payloadBytes, others }: ManyRows, now: number): string {
  const series = (count: number) =>
    `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${count})`
  const all = notifications + quiet
  const payload = `json_quote(printf('%.*c', ${payloadBytes}, 'x'))`
  return `
    ${series(others)} INSERT INTO "ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope",
      "headSeq", "memberCount", "createdAt")
      SELECT i, printf('g1%043d', i), 'shared', CASE i WHEN ${QUIET_TOKEN_ID} THEN 'quiet.app' ELSE 'busy.app' END, '',
        CASE i WHEN ${BUSY_TOKEN_ID} THEN ${notifications} WHEN ${QUIET_TOKEN_ID} THEN ${quiet} ELSE 0 END,
        CASE i WHEN ${BUSY_TOKEN_ID} THEN ${others} ELSE 0 END, ${now} FROM s;
    ${series(others)} INSERT INTO "AoiClient" ("id", "secretHash", "name", "createdAt", "lastSeenAt")
      SELECT printf('ac_%022d', i), '', 'device', ${now} - i, ${now} FROM s;
    ${series(others)} INSERT INTO "Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")
      SELECT printf('ac_%022d', i), ${BUSY_TOKEN_ID}, 0, 0, ${now} FROM s;
    ${series(others)} INSERT INTO "RegistrationRefusal" ("code", "reason", "at") SELECT '400', 'refused', ${now} FROM s;
    ${series(others)} INSERT INTO "AuditEvent" ("actor", "action", "subject", "at")
      SELECT 'somebody', 'key.create', 'key', ${now} FROM s;
    ${series(all)} INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds", "acceptedAt",
      "expiresAt", "recipients", "serverApplicationId")
      SELECT CASE WHEN i <= ${quiet} THEN ${QUIET_TOKEN_ID} ELSE ${BUSY_TOKEN_ID} END,
        CASE WHEN i <= ${quiet} THEN i ELSE i - ${quiet} END,
        printf('%08x-%04x-7000-8000-%012x', (${now} - ${all} + i) / 65536, (${now} - ${all} + i) % 65536, i),
        ${payload}, 'normal', 86400, ${now} - ${all} + i, ${now} + 86400000, 1, 'somebody' FROM s;`
}
