import type { Clock } from '#server/core/clock.ts'
import type { EventInterests } from '#server/core/events/event-interests.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { Quotas } from '#server/core/limits/quotas.ts'
import type { Log } from '#server/core/log.ts'
import type { Retention } from '#server/core/retention.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { Dialect } from './dialect.ts'
import type { QuotaMemory } from './quota-memory.ts'
import type { RealmMemory } from './realm-memory.ts'

/** Prisma's client, inside or outside of a transaction, and the dialect of its raw statements. */
export type Connection = { prisma: Prisma.TransactionClient; dialect: Dialect }

/**
 * The part of `Connection` that raw statements need. A transaction without Prisma's client has it too. Integers of 64
 * bits may come as `bigint`.
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
   * Executes a statement without a result. If the database accepts several statements at once, the next one does not
   * wait for it. The transaction waits for it, and fails if it fails.
   */
  send(strings: TemplateStringsArray, ...values: unknown[]): void
}

/** An open database, of either kind. */
export type Database = {
  clock: Clock
  retention: Retention
  quotas: QuotaMemory
  /** The applications whose events are recorded. */
  interests: EventInterests
  failpoint: Failpoint
  memory: RealmMemory
  /** Reads outside of any transaction. It does not wait for writes. */
  read<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /**
   * Like `read`, for raw statements alone, at a fraction of the cost for each row. It is meant for reads of thousands
   * of rows.
   */
  readRaw<Result>(work: (connection: RawConnection) => Promise<Result>): Promise<Result>
  /**
   * Runs `work` in one transaction, which is durable when the promise resolves. `work` may run again after a conflict
   * with another node, so it must not act outside of the transaction.
   */
  write<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /**
   * Like `write`, for raw statements alone, at a fraction of the cost. It is meant for work that runs hundreds of times
   * a second.
   */
  writeRaw<Result>(work: (transaction: RawTransaction) => Promise<Result>): Promise<Result>
  /**
   * Begins a new epoch if a backup was put back since the server last ran. Returns the evidence of that, as a sentence.
   * Call it before the server serves anything.
   */
  confirmIncarnation(): Promise<string | undefined>
  /** Notes the last state in which this node saw the database, for its next process. */
  remember(): void
  /**
   * Removes older copies of changed pages from the disk. The embedded database empties its WAL; while another process
   * reads it, it tries again later. PostgreSQL keeps its own times.
   */
  dropOldPages(): Promise<void>
  /** Opens new connections for later statements. Statements under way end on the old ones. */
  renewConnections(): Promise<void>
  close(): Promise<void>
}

/** Options for opening a database, with every default filled in. */
export type OpenOptions = {
  databaseUrl: string | undefined
  dataDirectory: string
  projectDirectory: string
  clock: Clock
  failpoint: Failpoint
  /** Called with the names of the migrations that this start applied. */
  onMigrated?: ((applied: readonly string[]) => void) | undefined
  log?: Log
  retention?: Retention
  quotas?: Quotas
}
