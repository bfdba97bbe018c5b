import type { Clock } from '#server/core/clock.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { Quotas } from '#server/core/limits/quotas.ts'
import type { Log } from '#server/core/log.ts'
import type { Retention } from '#server/core/retention.ts'
import type { Dialect } from './dialect.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import type { QuotaMemory } from './quota-memory.ts'
import type { RealmMemory } from './realm-memory.ts'

/** What a query needs: Prisma's client, inside or outside of a transaction, and the dialect of its raw statements. */
export type Connection = { prisma: Prisma.TransactionClient; dialect: Dialect }

/**
 * What a raw statement needs: `Connection` has it, and so has a transaction without Prisma's client. Integers of 64 bits
 * may come as `bigint`.
 */
export type RawConnection = {
  prisma: {
    $queryRaw<Rows>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Rows>
    $executeRaw(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>
  }
  dialect: Dialect
}

/** A transaction of raw statements. */
export type RawTransaction = RawConnection & {
  /**
   * Executes a statement whose answer nobody needs: where the database takes several at once, the next one does not wait
   * for it. The transaction does, and fails with it.
   */
  send(strings: TemplateStringsArray, ...values: unknown[]): void
}

/** An open database, of either kind. */
export type Database = {
  clock: Clock
  retention: Retention
  quotas: QuotaMemory
  failpoint: Failpoint
  memory: RealmMemory
  /** Reads outside of any transaction; does not wait for writes. */
  read<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** The same for raw statements alone, at a fraction of the cost a row: for what reads thousands. */
  readRaw<Result>(work: (connection: RawConnection) => Promise<Result>): Promise<Result>
  /**
   * Runs `work` in one transaction, durable when the promise settles. `work` may run again when the database asks for
   * it (a deadlock with another node), so it must not act outside of the transaction.
   */
  write<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** The same for work of raw statements alone, at a fraction of the cost: for what runs hundreds of times a second. */
  writeRaw<Result>(work: (transaction: RawTransaction) => Promise<Result>): Promise<Result>
  /**
   * Call it before anything is served: begins a new epoch if a backup was put back since the server ran last. Returns how
   * that was noticed.
   */
  confirmIncarnation(): Promise<string | undefined>
  /** Notes, where another process can find it, how far this database was seen to be. */
  remember(): void
  /** Later statements go over new connections; those under way end on the old ones. */
  renewConnections(): Promise<void>
  close(): Promise<void>
}

/** How a database is opened, with every default filled in. */
export type OpenOptions = {
  databaseUrl: string | undefined
  dataDirectory: string
  projectDirectory: string
  clock: Clock
  failpoint: Failpoint
  /** Told the names of the migrations that this start applied. */
  onMigrated?: ((applied: readonly string[]) => void) | undefined
  log?: Log
  retention?: Retention
  quotas?: Quotas
}
