import { AoiError, isAoiError } from '#server/core/errors.ts'
import { CoreFailure } from '#server/core/unexpected.ts'

const RETRY_AFTER_SECONDS = 5

/** Why the database cannot be used at the moment. */
export type Outage = {
  /** For the operator and for callers: names no host, user or value. */
  reason: string
  /** Later statements need new connections: the old ones lead to a server that is gone, or has another role now. */
  needsConnections: boolean
}

/** A temporary error: the database cannot be used at the moment. */
export class DatabaseUnavailable extends AoiError {
  readonly outage: Outage

  constructor(outage: Outage) {
    super('unavailable', outage.reason, RETRY_AFTER_SECONDS)
    this.outage = outage
  }
}

const stays = (reason: string): Outage => ({ reason, needsConnections: false })
const moved = (reason: string): Outage => ({ reason, needsConnections: true })

const LOST = moved('the connection to the database was lost')
const POOLER = stays('a connection pooler without prepared statements is in front of the database')
const LOCKED = stays('another process has locked the database')
const LATE = stays('the database did not answer in time')
const READ_ONLY = moved('the database is read-only')

/** SQLSTATE of a transaction that may only read. */
export const READ_ONLY_STATE = '25006'
/** Our own code in PostgreSQL's format: the address leads to another server's database. */
export const OTHER_SERVER = 'AOI01'

/** Outages by SQLSTATE or its class. The first match counts. */
const POSTGRESQL: readonly (readonly [RegExp, Outage])[] = [
  [/^25006$/, READ_ONLY],
  [/^AOI01$/, moved('the address of the database leads to the database of another server')],
  [/^(26000|42P05)$/, POOLER],
  [/^28/, moved('the database refuses the user or the password of the server')],
  [/^3D000$/, moved('the database does not exist on its server')],
  [/^42501$/, moved('the database denies the user of the server a permission that it needs')],
  [/^53100$/, stays('the disk of the database is full')],
  [/^53300$/, stays('the database has no free connection')],
  [/^53/, stays('the database has no resources left')],
  [/^55000$/, moved('the database accepts no connections')],
  [/^55P03$/, moved('a lock in the database was not granted in time')],
  [/^57014$/, moved('the database cancelled a statement that took too long')],
  [/^57/, moved('the database is starting or shutting down, or ended the connection')],
  [/^58/, stays('the database cannot use its files')],
  [/^08/, LOST],
]

/** Outages by SQLite's primary result code. */
const SQLITE = new Map<number, Outage>([
  [5, LOCKED],
  [6, LOCKED],
  [7, stays('the database has no memory left')],
  [8, READ_ONLY],
  [10, moved('the database file cannot be read or written')],
  [13, stays('the disk of the database is full')],
  [14, moved('the database file cannot be opened')],
])
const SQLITE_CORRUPT = new Set([11, 26])

/** Outages by the kind of error that Prisma's drivers name, for errors without a code. */
const KINDS = new Map<string, Outage>([
  ['DatabaseNotReachable', moved('no database answers at its address')],
  ['DatabaseDoesNotExist', moved('the database does not exist on its server')],
  ['DatabaseAccessDenied', moved('the database refuses the user or the password of the server')],
  ['AuthenticationFailed', moved('the database refuses the user or the password of the server')],
  ['TlsConnectionError', moved('the database offers no TLS connection that the server trusts')],
  ['TableDoesNotExist', moved('the database lacks the tables of the server')],
  ['ConnectionClosed', LOST],
  ['SocketTimeout', LATE],
  ['TooManyConnections', stays('the database has no free connection')],
  ['TransactionWriteConflict', stays('transactions conflict with each other')],
])

/** Outages by Prisma's own code, for errors without the driver's error. */
const PRISMA = new Map<string, Outage>([
  ['P1001', moved('no database answers at its address')],
  ['P1002', LATE],
  ['P1008', LATE],
  ['P1017', LOST],
  ['P2024', LATE],
  ['P2028', LATE],
  ['P2034', stays('transactions conflict with each other')],
  ['P2037', stays('the database has no free connection')],
])

/** Errors of Node's sockets and of its name resolution, which the driver passes on as they are. */
const SOCKET =
  /^(E(CONN|HOST|NET|AI_|ADDRNOTAVAIL|NOTFOUND|PIPE|TIMEDOUT|MFILE|NFILE|NOTCONN|PERM|ACCES)|ERR_(SOCKET|SSL|TLS))/

/** Messages without a code of the PostgreSQL driver, for a connection or a pool that it has closed or lost. */
const LOST_CONNECTION =
  /^(timeout exceeded when trying to connect|Connection terminated|Client (has encountered|was closed)|Cannot use a pool after calling end)/
const QUERY_TIMEOUT = /^Query read timeout/

type Link = {
  cause?: unknown
  code?: unknown
  message?: unknown
  kind?: unknown
  extendedCode?: unknown
  originalCode?: unknown
  meta?: unknown
  syscall?: unknown
  errors?: unknown
}

/**
 * Turns the error of a database that is busy, full or out of reach into `DatabaseUnavailable`, and that of a damaged
 * one into `CoreFailure`. Returns any other error as it is.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (isAoiError(error)) return error
  const chain = links(error)
  if (chain.some(isCorrupt)) return new CoreFailure('corruptDatabase', 'the database is damaged', error)
  // The innermost cause says most.
  for (const link of chain.toReversed()) {
    const outage = outageOf(link)
    if (outage !== undefined) return new DatabaseUnavailable(outage)
  }
  return error
}

/** Returns whether two transactions were in conflict, so that running this one again helps. */
export function isWriteConflict(error: unknown): boolean {
  return links(error).some((link) => link.kind === 'TransactionWriteConflict' || link.code === 'P2034')
}

/** Returns whether a row with the key of the inserted one exists already. */
export function isUniqueViolation(error: unknown): boolean {
  return links(error).some((link) => link.kind === 'UniqueConstraintViolation')
}

/** Returns whether a column refused NULL. */
export function isNullViolation(error: unknown): boolean {
  return links(error).some((link) => link.kind === 'NullConstraintViolation')
}

/** Returns whether SQLite said "malformed" or "not a database", or PostgreSQL that data or an index is corrupted. */
function isCorrupt(link: Link): boolean {
  if (link.kind === 'sqlite') return SQLITE_CORRUPT.has(Number(link.extendedCode) & 0xff)
  return link.kind === 'postgres' && /^XX00[12]$/.test(String(link.code))
}

/** Returns the error, its causes, and the driver's error that Prisma keeps. */
function links(error: unknown): Link[] {
  const found: Link[] = []
  let next = error
  while (typeof next === 'object' && next !== null && found.length < 10) {
    const link = next as Link
    found.push(link)
    next = link.cause ?? (link.meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError
  }
  return found
}

function outageOf(link: Link): Outage | undefined {
  const { kind, code, message, extendedCode } = link
  if (kind === 'sqlite') return SQLITE.get(Number(extendedCode) & 0xff)
  if (kind === 'postgres') return POSTGRESQL.find(([pattern]) => pattern.test(String(code)))?.[1]
  // SQLite's "busy", which the driver's adapter calls by the same name as a connection that times out.
  if (kind === 'SocketTimeout' && SQLITE.get(Number(link.originalCode) & 0xff) === LOCKED) return LOCKED
  if (typeof kind === 'string') return KINDS.get(kind)
  if (typeof code === 'string') {
    const known = PRISMA.get(code)
    if (known !== undefined) return known
    if (typeof link.syscall === 'string' || Array.isArray(link.errors) || code.startsWith('ERR_'))
      return SOCKET.test(code) ? LOST : undefined
  }
  if (typeof message !== 'string') return undefined
  if (QUERY_TIMEOUT.test(message)) return LATE
  return LOST_CONNECTION.test(message) ? LOST : undefined
}
