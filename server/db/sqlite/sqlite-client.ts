import type { InArgs, InStatement, InValue, ResultSet } from '@libsql/client'
import { Sqlite3Client } from '@libsql/client/sqlite3'
import Database from 'libsql'
import AsyncDatabase from 'libsql/promise'
import { SqliteStatements } from './sqlite-statements.ts'

/** The driver's two classes hold a connection in the same way, so that the method of one works on the other. */
const { exec } = AsyncDatabase.prototype

/** The default of the driver's `createClient`. */
const INTEGERS = 'number'
const NOTHING: ResultSet = {
  columns: [],
  columnTypes: [],
  rows: [],
  rowsAffected: 0,
  lastInsertRowid: undefined,
  toJSON: () => ({}),
}

/**
 * The driver's client for a database file, but it keeps prepared statements, and runs `COMMIT` on a thread of the
 * driver. `COMMIT` waits for the disk, and the driver's own client lets the event loop wait with it. All other
 * statements take microseconds. Nothing else may use the connection meanwhile (docs/architecture.md, Database). Rows of
 * `execute` have their values by index alone.
 */
export class CommittingClient extends Sqlite3Client {
  readonly #database: InstanceType<typeof Database>
  readonly #statements: SqliteStatements

  constructor(path: string) {
    const database = new Database(path)
    super(path, {}, database, INTEGERS)
    this.#database = database
    this.#statements = new SqliteStatements(database)
  }

  override async execute(statement: InStatement | string, args?: InArgs): Promise<ResultSet> {
    const { sql, args: values = [] } = typeof statement === 'string' ? { sql: statement, args } : statement
    if (this.closed || !Array.isArray(values)) return super.execute(statement, args)
    if (sql !== 'COMMIT') return this.#statements.execute(sql, values)
    await exec.call(this.#database, sql)
    return NOTHING
  }

  /** Runs a statement other than `COMMIT` before it returns. Throws `LibsqlError`. */
  executeNow(sql: string, args: readonly InValue[]): ResultSet {
    return this.#statements.execute(sql, args)
  }

  override close(): void {
    this.#statements.clear()
    super.close()
  }
}
