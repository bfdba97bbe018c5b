import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { EventInterests } from '#server/core/events/event-interests.ts'
import { DEFAULT_QUOTAS } from '#server/core/limits/quotas.ts'
import { DEFAULT_RETENTION } from '#server/core/retention.ts'
import type { Connection, Database, OpenOptions } from '../connection/database.ts'
import { readMigrations } from '../connection/migrations.ts'
import { QuotaMemory } from '../connection/quota-memory.ts'
import { type NamedQuery, rawConnection } from '../connection/raw-connection.ts'
import { RealmMemory } from '../connection/realm-memory.ts'
import { RenewableAdapter } from '../connection/renewable-adapter.ts'
import { shareAdapter } from '../connection/share-adapter.ts'
import { statement } from '../connection/single-connection.ts'
import { runRawTransaction, runReading, runTransaction } from '../connection/transaction.ts'
import { PrismaClient as PrismaPostgresqlClient } from '../generated/postgresql/client.ts'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import { PostgresqlWitness } from '../witness/postgresql-witness.ts'
import { type PostgresqlClient, poolConfig, verifyConnection } from './postgresql-connection.ts'
import { postgresqlDialect } from './postgresql-dialect.ts'
import { migratePostgresql } from './postgresql-migrations.ts'
import { requirePreparedStatements } from './require-prepared-statements.ts'

/** Generous, so that it ends only statements that hang. */
const ANSWER_TIMEOUT_MS = 60_000

type PostgresqlOptions = OpenOptions & {
  databaseUrl: string
  /** A statement without an answer for this long fails with `unavailable`, and its connection is given up. */
  answerTimeoutMs?: number
}

/**
 * Connects to the PostgreSQL server and brings the database up to date. Throws one sentence if it cannot be reached.
 */
export async function openPostgresqlDatabase(options: PostgresqlOptions): Promise<Database> {
  await migrate(new PrismaPg(poolConfig(options.databaseUrl)), options)
  const { clock } = options
  const memory = new RealmMemory()
  const factory = workingFactory(options, memory)
  // Both clients are generated from the same models, and this code uses no feature that only one of them has.
  const adapter = await RenewableAdapter.connect(() => factory.connect())
  const client = new PrismaPostgresqlClient({ adapter: shareAdapter(adapter) }) as unknown as PrismaClient
  const reading: Connection = { prisma: client, dialect: postgresqlDialect }
  const witness = new PostgresqlWitness(options.dataDirectory)
  const database: Database = {
    clock,
    retention: options.retention ?? DEFAULT_RETENTION,
    quotas: new QuotaMemory(options.quotas ?? DEFAULT_QUOTAS),
    interests: new EventInterests(),
    failpoint: options.failpoint,
    memory,
    read: (work) => runReading(work(reading)),
    readRaw: (work) => runReading(work(rawConnection(adapter, postgresqlDialect))),
    write: (work) => runTransaction(client, { clock, dialect: postgresqlDialect, work }),
    writeRaw: (work) => runRawTransaction(adapter, { clock, dialect: postgresqlDialect, work }),
    confirmIncarnation: () => witness.begin(database),
    remember: () => witness.remember(database),
    renewConnections: () => adapter.renew(),
    dropOldPages: () => Promise.resolve(),
    close: () => adapter.dispose(),
  }
  return database
}

/**
 * Creates the adapter for normal work. Statements that a transaction sends without waiting go out at once (`pipeline`),
 * and the hot statements are prepared. A node that hangs may leave a transaction open. PostgreSQL then cuts off its
 * connection, so that its locks do not hold up the other nodes.
 */
function workingFactory(
  { databaseUrl, answerTimeoutMs = ANSWER_TIMEOUT_MS }: PostgresqlOptions,
  memory: RealmMemory,
): PrismaPg {
  const timeouts = { query_timeout: answerTimeoutMs, idle_in_transaction_session_timeout: answerTimeoutMs }
  const onConnect = (client: PostgresqlClient) => verifyConnection(client, memory)
  return new PrismaPg(
    { ...poolConfig(databaseUrl), ...timeouts, pipeline: true, onConnect },
    { statementNameGenerator: ({ name }: NamedQuery) => name ?? '' },
  )
}

async function migrate(factory: PrismaPg, options: PostgresqlOptions): Promise<void> {
  const migrations = await readMigrations(join(options.projectDirectory, 'prisma/postgresql/migrations'))
  const adapter = await factory.connect()
  try {
    await adapter.queryRaw(statement('SELECT 1')).catch((cause: unknown) => {
      throw unreachable(options.databaseUrl, cause)
    })
    await requirePreparedStatements(adapter)
    // Outside of the call: without a listener, `?.` would not evaluate its argument.
    const applied = await migratePostgresql(adapter, migrations)
    options.onMigrated?.(applied)
  } finally {
    await adapter.dispose()
  }
}

/** Returns an error that names the server and the reason. It never has the URL, which may hold a password. */
function unreachable(databaseUrl: string, cause: unknown): Error {
  const { host, pathname } = new URL(databaseUrl)
  const place = `${pathname.slice(1)} at ${host}`
  return new Error(`The database ${place} (DATABASE_URL) cannot be used: ${describe(cause)}`, { cause })
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const driver = cause.cause as { originalMessage?: unknown; kind?: unknown } | undefined
  if (driver?.kind === 'DatabaseNotReachable') return 'no server answers there.'
  return String(driver?.originalMessage ?? driver?.kind ?? cause.message)
}
