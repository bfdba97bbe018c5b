import { AoiError, isAoiError } from '#server/core/errors.ts'
import { CoreFailure } from '#server/core/unexpected.ts'

const RETRY_AFTER_SECONDS = 5

/** SQLite's primary result codes that pass: busy, locked, out of memory, read error, full disk, cannot open. */
const SQLITE_PASSING = new Set([5, 6, 7, 10, 13, 14])
const SQLITE_CORRUPT = new Set([11, 26])
/** PostgreSQL's classes that pass: connection, resources, operator intervention, lock not available. */
const POSTGRESQL_PASSING = /^(08|53|57|55P03)/
const PASSING_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
])
/** What the pool says once the server has drained: whatever was under way then is found again by the next one. */
const CLOSED = 'Cannot use a pool after calling end on the pool'
/** Prisma's own: unreachable, timed out, pool exhausted, transaction not started or lost, connection closed, conflict. */
const PASSING_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037'])

type Links = {
  cause?: unknown
  code?: unknown
  message?: unknown
  kind?: unknown
  extendedCode?: unknown
  meta?: unknown
  rawCode?: unknown
}

/**
 * A database that is busy, full or out of reach becomes `AoiError('unavailable')`, one that is damaged a `CoreFailure`; any
 * other error stays as it is.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (isAoiError(error)) return error
  if (links(error).some(isCorrupt))
    return new CoreFailure('corruptDatabase', 'the database is damaged', error)
  if (!links(error).some(isPassing)) return error
  return new AoiError('unavailable', 'the database is not available at the moment', RETRY_AFTER_SECONDS)
}

/** Whether two transactions stood in each other's way, so that running this one again is the remedy. */
export function isWriteConflict(error: unknown): boolean {
  return links(error).some((link) => link.kind === 'TransactionWriteConflict' || link.code === 'P2034')
}

/** Whether a row stands already where another was to be inserted. */
export function isUniqueViolation(error: unknown): boolean {
  return links(error).some((link) => link.kind === 'UniqueConstraintViolation')
}

/** SQLite's "malformed" and "not a database"; PostgreSQL's corrupted data and corrupted index. */
function isCorrupt(link: Links): boolean {
  if (link.kind === 'sqlite') return SQLITE_CORRUPT.has(Number(link.extendedCode) & 0xff)
  return link.kind === 'postgres' && /^XX00[12]$/.test(String(link.code))
}

/** What the PostgreSQL driver says, without a code, of a connection that it gives up or has lost. */
const LOST_CONNECTION =
  /^(Query read timeout|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/

/** The error, its causes, and what Prisma keeps of the driver's error. */
function links(error: unknown): Links[] {
  const found: Links[] = []
  let next = error
  while (typeof next === 'object' && next !== null && found.length < 10) {
    const link = next as Links
    found.push(link)
    next = link.cause ?? (link.meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError
  }
  return found
}

function isPassing(link: Links): boolean {
  if (link.message === CLOSED) return true
  if (typeof link.kind === 'string' && PASSING_KINDS.has(link.kind)) return true
  if (link.kind === 'sqlite') return SQLITE_PASSING.has(Number(link.extendedCode) & 0xff)
  if (link.kind === 'postgres') return POSTGRESQL_PASSING.test(String(link.code))
  if (typeof link.code === 'string') return PASSING_CODES.has(link.code)
  return typeof link.message === 'string' && LOST_CONNECTION.test(link.message)
}
