import { type InValue, LibsqlError, type ResultSet, type Row } from '@libsql/client'
import Database from 'libsql'

type Connection = InstanceType<typeof Database>
type Statement = ReturnType<Connection['prepare']>
type Kept = { statement: Statement; columns: string[]; columnTypes: string[]; returnsRows: boolean }

/** The server has fewer texts than this. Prisma makes one for each length of a list, so the rest must be evicted. */
const STATEMENTS_KEPT = 128
/** A statement keeps a copy of its latest arguments, so statements with longer ones are not kept. */
const KEPT_CHARACTERS = 65_536
/** Schema changes and settings are rare, and a kept statement could outlive what it was prepared for. */
const KEPT_TEXT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|BEGIN|ROLLBACK)\b/i

/**
 * The statements of one connection. It keeps each prepared statement for the next use of the same text, because SQLite
 * needs longer to prepare a short statement than to run it. The driver's own client prepares each one anew.
 */
export class SqliteStatements {
  readonly #connection: Connection
  /** By text, the least recently used first. */
  readonly #kept = new Map<string, Kept>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Runs one statement with positional arguments. Throws `LibsqlError`, as the driver's client does. */
  execute(sql: string, args: readonly InValue[]): ResultSet {
    const values = args.map(toArgument)
    try {
      const found = this.#take(sql)
      const result = run(found, values)
      // Kept only after it succeeded: the driver leaves a statement that failed half executed.
      if (KEPT_TEXT.test(sql) && !values.some(isLong)) this.#keep(sql, found)
      return result
    } catch (error) {
      throw toLibsqlError(error)
    }
  }

  /** Forgets all statements, so that the connection can be closed. */
  clear(): void {
    this.#kept.clear()
  }

  #take(sql: string): Kept {
    const kept = this.#kept.get(sql)
    if (kept === undefined) return prepare(this.#connection, sql)
    this.#kept.delete(sql)
    return kept
  }

  #keep(sql: string, statement: Kept): void {
    this.#kept.set(sql, statement)
    if (this.#kept.size <= STATEMENTS_KEPT) return
    const [oldest = ''] = this.#kept.keys()
    this.#kept.delete(oldest)
  }
}

function prepare(connection: Connection, sql: string): Kept {
  const statement = connection.prepare(sql)
  statement.safeIntegers(true)
  if (!statement.reader) return { statement, columns: [], columnTypes: [], returnsRows: false }
  statement.raw(true)
  const columns = statement.columns()
  return {
    statement,
    columns: columns.map(({ name }) => name),
    columnTypes: columns.map(({ type }) => type ?? ''),
    returnsRows: true,
  }
}

function run({ statement, columns, columnTypes, returnsRows }: Kept, values: readonly unknown[]): ResultSet {
  if (!returnsRows) {
    const { changes, lastInsertRowid } = statement.run(values)
    return toResult({ rowsAffected: changes, lastInsertRowid: BigInt(lastInsertRowid) })
  }
  const rows = statement.all(values) as unknown[][]
  for (const row of rows) for (let at = 0; at < row.length; at += 1) row[at] = toValue(row[at])
  // Prisma's adapter reads rows by index and length alone.
  return toResult({ columns, columnTypes, rows: rows as unknown as Row[] })
}

function toResult(parts: Partial<ResultSet>): ResultSet {
  const { columns = [], columnTypes = [], rows = [], rowsAffected = 0, lastInsertRowid } = parts
  return { columns, columnTypes, rows, rowsAffected, lastInsertRowid, toJSON: () => rows }
}

function toArgument(value: InValue): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('an argument of a statement must be a finite number')
  return value instanceof ArrayBuffer ? Buffer.from(value) : value
}

function isLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length > KEPT_CHARACTERS
  return value instanceof Uint8Array && value.byteLength > KEPT_CHARACTERS
}

/** Integers come as `bigint`, so that none is rounded. */
function toValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw new RangeError('the database holds an integer beyond 2^53')
    return number
  }
  return value instanceof Buffer ? value.buffer : value
}

function toLibsqlError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const { message, code, rawCode } = error
  return new LibsqlError(message, code, code, rawCode, error)
}
