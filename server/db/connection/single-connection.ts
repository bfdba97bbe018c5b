import type {
  IsolationLevel,
  SqlDriverAdapter,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils'

/**
 * Runs transactions on the one connection that `open` made. The libsql adapter itself gives its connection away to each
 * transaction and opens another. That one has none of our pragmas, and costs about as much as the transaction. The
 * caller makes sure that nothing else uses the connection during a transaction.
 */
export class SingleConnection implements SqlDriverAdapter {
  readonly provider: SqlDriverAdapter['provider']
  readonly adapterName: string
  readonly #open: () => Promise<SqlDriverAdapter>
  #adapter: SqlDriverAdapter
  #stuck = false

  private constructor(open: () => Promise<SqlDriverAdapter>, adapter: SqlDriverAdapter) {
    this.#open = open
    this.#adapter = adapter
    this.provider = adapter.provider
    this.adapterName = adapter.adapterName
  }

  static async connect(open: () => Promise<SqlDriverAdapter>): Promise<SingleConnection> {
    return new SingleConnection(open, await open())
  }

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#adapter.queryRaw(query)
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#adapter.executeRaw(query)
  }

  executeScript(script: string): Promise<void> {
    return this.#adapter.executeScript(script)
  }

  dispose(): Promise<void> {
    return this.#adapter.dispose()
  }

  /** `IMMEDIATE` takes the write lock at once: a transaction that reads first could not get it later. */
  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel !== undefined && isolationLevel !== 'SERIALIZABLE') {
      throw new Error(`SQLite has no isolation level ${isolationLevel}`)
    }
    if (this.#stuck) await this.#reconnect()
    await this.#switch('BEGIN IMMEDIATE')
    return {
      provider: this.provider,
      adapterName: this.adapterName,
      options: { usePhantomQuery: true },
      queryRaw: (query) => this.queryRaw(query),
      executeRaw: (query) => this.executeRaw(query),
      commit: () => this.#commit(),
      rollback: () => this.#rollback(),
    }
  }

  /** A `COMMIT` that fails leaves the transaction open. The next transaction must not find it. */
  async #commit(): Promise<void> {
    try {
      await this.#switch('COMMIT')
    } catch (error) {
      await this.#rollback()
      throw error
    }
  }

  /** SQLite rolls back by itself on a full disk and on read errors. Then there is nothing left to roll back. */
  async #rollback(): Promise<void> {
    await this.executeRaw(statement('ROLLBACK')).catch(() => undefined)
  }

  /**
   * After `SQLITE_BUSY` the driver's statement counts as running until it is garbage collected. Until then its
   * connection can commit nothing, so a new one is needed.
   */
  async #switch(sql: 'BEGIN IMMEDIATE' | 'COMMIT'): Promise<void> {
    try {
      await this.executeRaw(statement(sql))
    } catch (error) {
      this.#stuck = true
      throw error
    }
  }

  async #reconnect(): Promise<void> {
    const adapter = await this.#open()
    await this.#adapter.dispose()
    this.#adapter = adapter
    this.#stuck = false
  }
}

export function statement(sql: string): SqlQuery {
  return { sql, args: [], argTypes: [] }
}
