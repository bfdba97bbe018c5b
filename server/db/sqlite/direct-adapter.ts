import { type InValue, LibsqlError } from '@libsql/client'
import {
  DriverAdapterError,
  type IsolationLevel,
  type MappedError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import { isRawQuery } from '../connection/raw-connection.ts'
import type { CommittingClient } from './sqlite-client.ts'

const PRIMARY_CODE = 0xff
const BUSY = 5
const UNIQUE = new Set([1555, 2067])
const NOT_NULL = 1299
const FOREIGN_KEY = new Set([787, 1811])

/**
 * Prisma's adapter, but our own raw statements go straight to the client of the driver. The adapter would take a lock,
 * convert each argument and each value, and wait five times, which costs more than a short statement. The lock is not
 * needed: a statement ends before another one can begin, and during a `COMMIT` nothing else uses the connection.
 */
export class DirectAdapter implements SqlDriverAdapter {
  readonly provider: SqlDriverAdapter['provider']
  readonly adapterName: string
  readonly #adapter: SqlDriverAdapter
  readonly #client: CommittingClient

  constructor(adapter: SqlDriverAdapter, client: CommittingClient) {
    this.#adapter = adapter
    this.#client = client
    this.provider = adapter.provider
    this.adapterName = adapter.adapterName
  }

  /** The values of a raw statement are texts, safe integers, bytes and NULL. It returns no types of columns. */
  async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    if (!isRawQuery(query)) return this.#adapter.queryRaw(query)
    const { columns, rows } = this.#execute(query)
    return { columnNames: columns, columnTypes: [], rows: rows.map((row) => Array.from(row, toValue)) }
  }

  async executeRaw(query: SqlQuery): Promise<number> {
    return isRawQuery(query) ? this.#execute(query).rowsAffected : this.#adapter.executeRaw(query)
  }

  executeScript(script: string): Promise<void> {
    return this.#adapter.executeScript(script)
  }

  startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    return this.#adapter.startTransaction(isolationLevel)
  }

  dispose(): Promise<void> {
    return this.#adapter.dispose()
  }

  #execute({ sql, args }: SqlQuery) {
    try {
      return this.#client.executeNow(sql, args as InValue[])
    } catch (error) {
      throw error instanceof LibsqlError ? toAdapterError(error) : error
    }
  }
}

function toValue(value: unknown): unknown {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}

/** Names an error as Prisma's adapter does. */
function toAdapterError({ message, rawCode = 1 }: LibsqlError): DriverAdapterError {
  const original = { originalCode: String(rawCode), originalMessage: message }
  return new DriverAdapterError({ ...kindOf(message, rawCode), ...original })
}

function kindOf(message: string, rawCode: number): MappedError {
  if (UNIQUE.has(rawCode)) return { kind: 'UniqueConstraintViolation' }
  if (rawCode === NOT_NULL) return { kind: 'NullConstraintViolation' }
  if (FOREIGN_KEY.has(rawCode)) return { kind: 'ForeignKeyConstraintViolation' }
  if ((rawCode & PRIMARY_CODE) === BUSY) return { kind: 'SocketTimeout' }
  return { kind: 'sqlite', extendedCode: rawCode, message }
}
