import type {
  ConnectionInfo,
  IsolationLevel,
  SqlDriverAdapter,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils'

/**
 * Passes everything on to an adapter that can be replaced. Prisma's client keeps its first adapter, but the connections
 * may lead to a server that is gone or has become read-only.
 */
export class RenewableAdapter implements SqlDriverAdapter {
  readonly provider: SqlDriverAdapter['provider']
  readonly adapterName: string
  readonly #open: () => Promise<SqlDriverAdapter>
  #current: SqlDriverAdapter

  private constructor(open: () => Promise<SqlDriverAdapter>, current: SqlDriverAdapter) {
    this.#open = open
    this.#current = current
    this.provider = current.provider
    this.adapterName = current.adapterName
  }

  static async connect(open: () => Promise<SqlDriverAdapter>): Promise<RenewableAdapter> {
    return new RenewableAdapter(open, await open())
  }

  /** Opens new connections for later statements. Statements under way end on the old ones. */
  async renew(): Promise<void> {
    const before = this.#current
    this.#current = await this.#open()
    // Nobody waits for this: old transactions may hang until the system gives their connections up.
    before.dispose().catch(() => undefined)
  }

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#current.queryRaw(query)
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#current.executeRaw(query)
  }

  executeScript(script: string): Promise<void> {
    return this.#current.executeScript(script)
  }

  startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    return this.#current.startTransaction(isolationLevel)
  }

  getConnectionInfo(): ConnectionInfo {
    return this.#current.getConnectionInfo?.() ?? { supportsRelationJoins: false }
  }

  dispose(): Promise<void> {
    return this.#current.dispose()
  }
}
