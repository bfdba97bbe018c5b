import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'

const NOTIFICATIONS = 1_000_000
const REGISTRATIONS = 200_000
const TOKENS = 2000
const CLIENTS = 100_000
const APPLICATIONS = 50
const REFUSALS = 200_000
const AUDIT_EVENTS = 200_000
const SERVER_APPLICATIONS = 200

/** Fills in the rows of an installation that has run for a week. The database generates them itself. */
export async function fillRows(url: string, notifications = NOTIFICATIONS): Promise<void> {
  const isSqlite = url.startsWith('file:')
  const pad = (number: string, width: number) =>
    isSqlite ? `printf('%0${width}d', ${number})` : `lpad(CAST(${number} AS TEXT), ${width}, '0')`
  const hex = (number: string, width: number) =>
    isSqlite ? `printf('%0${width}x', ${number})` : `lpad(to_hex(${number}), ${width}, '0')`
  const now = Date.now()
  // Words of every notification, of one in seven, of one in a thousand, and of this one alone.
  const words = [
    'Disk full',
    'Door open',
    'Pump stopped',
    'Backup done',
    'Login failed',
    'Job late',
    'Link down',
  ]
  const kinds = words.map((word, at) => `WHEN ${at} THEN '${word}'`).join(' ')
  const payload = `'{"title":"' || CASE i % ${words.length} ${kinds} END || ' on host' || (i % 1000) ||
    '","text":"The monitor reports value ' || (i % 97) || ' at sensor' || (i % 50021 * 7919 % 50021) || ', ticket t' || i || '"}'`
  const series = (rows: number) =>
    `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${rows})`
  const statements = [
    `INSERT INTO "ServerApplication" VALUES ('bench', 'bench', ${now})`,
    `${series(CLIENTS)} INSERT INTO "AoiClient" ("id", "secretHash", "name", "platform", "createdAt", "lastSeenAt")
      SELECT 'ac_' || ${pad('i', 22)}, '${'1'.repeat(64)}', CASE WHEN i % 3 = 0 THEN 'Kitchen tablet ' WHEN i % 3 = 1 THEN 'living-room-' ELSE 'Pump ' END || i, 'bench', ${now} - i * 10, ${now} - i FROM s`,
    `${series(TOKENS)} INSERT INTO "ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope",
      "headSeq", "memberCount", "createdAt")
      SELECT i, 'g1' || ${pad('i', 43)}, 'shared', 'com.example.app' || (i % ${APPLICATIONS}), '',
        ${notifications / TOKENS}, ${REGISTRATIONS / TOKENS}, ${now} - i FROM s`,
    `${series(REGISTRATIONS)} INSERT INTO "Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")
      SELECT 'ac_' || ${pad(`1 + (i / ${TOKENS} * 97 + i) % ${CLIENTS}`, 22)}, 1 + i % ${TOKENS}, 0, i % 500, ${now} - i FROM s
      WHERE true ON CONFLICT DO NOTHING`,
    `${series(notifications)} INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds",
      "acceptedAt", "expiresAt", "recipients", "acked", "serverApplicationId", "topic")
      SELECT 1 + i % ${TOKENS}, 1 + i / ${TOKENS},
        ${hex(`(${now} - i * 500) / 65536`, 8)} || '-' || ${hex(`(${now} - i * 500) % 65536`, 4)} || '-7000-8000-' || ${hex('i', 12)},
        ${payload}, 'normal', 86400, ${now} - i * 500, ${now} - i * 500 + 86400000, 100,
        i % 101, 'bench', CASE WHEN i % 10 = 0 THEN 'alarm-' || (i % 1000) END FROM s WHERE i < ${notifications}`,
    `${series(REFUSALS)} INSERT INTO "RegistrationRefusal" ("aoiClientId", "applicationName", "code", "reason", "at")
      SELECT 'ac_' || ${pad(`1 + i % ${CLIENTS}`, 22)}, 'com.example.app' || (i % ${APPLICATIONS}),
        CASE WHEN i % 3 = 0 THEN '429' ELSE '400' END, 'refused by the bench', ${now} - (${REFUSALS} - i) * 1000 FROM s`,
    `${series(AUDIT_EVENTS)} INSERT INTO "AuditEvent" ("actor", "action", "subject", "detail", "at")
      SELECT 'operator' || (i % 20) || '@example.com', CASE WHEN i % 9 = 0 THEN 'token.reveal' ELSE 'apiKey.create' END,
        'key' || i, 'of the bench', ${now} - (${AUDIT_EVENTS} - i) * 1000 FROM s`,
    `${series(SERVER_APPLICATIONS)} INSERT INTO "ServerApplication"
      SELECT 'application' || i, 'application ' || i, ${now} FROM s`,
    `${series(SERVER_APPLICATIONS)} INSERT INTO "ApiKey" ("id", "secretHash", "grants", "createdAt", "serverApplicationId")
      SELECT 'key' || i, ${pad('i', 64)}, '["com.example.*"]', ${now} - i, 'application' || i FROM s`,
  ]
  await execute(url, statements)
}

/** Has the database count its rows, as a database of a running server has done long ago. */
export function analyzeRows(url: string): Promise<void> {
  return execute(url, ['ANALYZE'])
}

/** Returns the size of the database. */
export async function measureBytes(url: string): Promise<number> {
  const sql = url.startsWith('file:')
    ? 'SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()'
    : 'SELECT pg_database_size(current_database())'
  const database = await connect(url)
  const { rows } = await database.queryRaw({ sql, args: [], argTypes: [] })
  await database.dispose()
  return Number(rows[0]?.[0])
}

function connect(url: string) {
  return (
    url.startsWith('file:') ? new PrismaLibSql({ url }) : new PrismaPg({ connectionString: url })
  ).connect()
}

/** Runs statements on the database of a bench, bypassing the store. */
export async function execute(url: string, statements: readonly string[]): Promise<void> {
  const database = await connect(url)
  for (const sql of statements) await database.executeRaw({ sql, args: [], argTypes: [] })
  await database.dispose()
}
