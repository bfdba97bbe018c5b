import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { applicationKey } from '../../server/db/log/application-key.ts'

const ROWS_PER_STATEMENT = 2000
const APPLICATIONS = 50
/** Longer than any retention period that the bench runs with. */
const LONG_AGO_MILLISECONDS = 60 * 86_400_000
const TTL_MILLISECONDS = 86_400_000

export const TOKENS = 1000
export const FILLED_APPLICATION = 'com.example.app0'

export type Size = { rows: number; payloadBytes: number }

/** Opens a connection that bypasses the server. `url` names a file or a PostgreSQL server. */
export function connectTo(url: string): Promise<SqlDriverAdapter> {
  return url.startsWith('file:')
    ? new PrismaLibSql({ url }).connect()
    : new PrismaPg({ connectionString: url }).connect()
}

/** Fills in the rows of an installation: `rows` notifications, and a tenth of that of everything else. */
export async function fill(url: string, { rows, payloadBytes }: Size): Promise<void> {
  const database = await connectTo(url)
  const now = Date.now()
  const others = Math.max(TOKENS, Math.floor(rows / 10))
  const keys = Array.from({ length: APPLICATIONS }, (_, i) => applicationKey(`com.example.app${i}`))
  const payload = JSON.stringify({ text: 'x'.repeat(payloadBytes) })
  const insert = async (table: string, count: number, values: (index: number) => string) => {
    for (let from = 0; from < count; from += ROWS_PER_STATEMENT) {
      const length = Math.min(ROWS_PER_STATEMENT, count - from)
      const all = Array.from({ length }, (_, place) => values(from + place)).join(',')
      await database.executeScript(`INSERT INTO ${table} VALUES ${all}`)
    }
  }
  await insert('"ServerApplication" ("id", "name", "createdAt")', 1, () => `('filled', 'filled', ${now})`)
  await insert(
    '"ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope", "headSeq", "memberCount", "createdAt")',
    TOKENS,
    (i) =>
      `(${i + 1}, 'g1${String(i).padStart(43, '0')}', 'shared', 'com.example.app${i % APPLICATIONS}', '', ${Math.ceil(rows / TOKENS)}, ${others / TOKENS}, ${now})`,
  )
  // The ids are given, so PostgreSQL's own counter has to be moved past them.
  if (!url.startsWith('file:'))
    await database.executeScript(`SELECT setval(pg_get_serial_sequence('"ClientAppToken"', 'id'), ${TOKENS})`)
  await insert(
    '"AoiClient" ("id", "secretHash", "name", "createdAt", "lastSeenAt")',
    others,
    (i) => `('${clientId(i)}', '', 'device ${i}', ${now - i}, ${now - i})`,
  )
  await insert(
    '"Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")',
    others,
    (i) => `('${clientId(i)}', ${1 + (i % TOKENS)}, 0, 0, ${now})`,
  )
  await insert(
    '"AuditEvent" ("actor", "action", "subject", "at")',
    others,
    (i) => `('somebody', 'key.create', 'key${i}', ${now - others + i})`,
  )
  await insert(
    '"Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds", "acceptedAt", "expiresAt", "recipients", "serverApplicationId", "applicationKey")',
    rows,
    (i) => {
      const at = now - (rows - i) * 50
      const key = keys[(i % TOKENS) % APPLICATIONS]
      return `(${1 + (i % TOKENS)}, ${1 + Math.floor(i / TOKENS)}, '${notificationId(at, i)}', '${payload}', 'normal', 86400, ${at}, ${at + TTL_MILLISECONDS}, 1, 'filled', ${key})`
    },
  )
  await database.executeScript('ANALYZE')
  await database.dispose()
}

/** Makes half of the notifications long expired, for the sweep. Returns their number. */
export async function expireHalf(url: string): Promise<number> {
  const database = await connectTo(url)
  const expiredAt = Date.now() - LONG_AGO_MILLISECONDS
  const count = await database.executeRaw({
    sql: `UPDATE "Notification" SET "expiresAt" = ${expiredAt} WHERE "seq" % 2 = 0`,
    args: [],
    argTypes: [],
  })
  await database.dispose()
  return count
}

function clientId(index: number): string {
  return `ac_${String(index).padStart(22, '0')}`
}

function notificationId(at: number, index: number): string {
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, '0')}`
}
