import { createHash } from 'node:crypto'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import { Prisma } from '../generated/sqlite/client.ts'
import type { RawConnection, RawTransaction } from './database.ts'
import type { Dialect } from './dialect.ts'
import { statement } from './single-connection.ts'

/**
 * Types of integer columns. The driver returns some values as text, because they may be unsafe as numbers of
 * JavaScript. Ours are always safe.
 */
const INTEGERS: ReadonlySet<number> = new Set([ColumnTypeEnum.Int32, ColumnTypeEnum.Int64])
const ARGUMENT = { scalarType: 'unknown', arity: 'scalar' } as const

/**
 * Runs `work` in a transaction straight on the driver's adapter. Prisma's client would compile, interpret and convert
 * each statement. For the hot transactions that costs more than the database does.
 */
export async function runOnAdapter<Result>(
  adapter: SqlDriverAdapter,
  { dialect, work }: { dialect: Dialect; work: (transaction: RawTransaction) => Promise<Result> },
): Promise<Result> {
  const transaction = await adapter.startTransaction()
  const sent: Promise<number>[] = []
  const result = await attempt({ transaction, sent }, () =>
    work(rawTransaction(rawConnection(transaction, dialect), sent)),
  )
  // `COMMIT` does not wait for the sent statements: PostgreSQL turns it into a `ROLLBACK` if one of them has failed.
  await settle([...sent, end(transaction, 'commit')])
  return result
}

async function attempt<Result>(
  { transaction, sent }: { transaction: Transaction; sent: readonly Promise<number>[] },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work()
    // SQLite would commit the other statements if one of them failed.
    if (transaction.provider === 'sqlite') await settle(sent)
    return result
  } catch (error) {
    await Promise.allSettled(sent)
    // The caller gets the original error. The pool gives up a connection that cannot even roll back.
    await end(transaction, 'rollback').catch(() => undefined)
    throw error
  }
}

/** Waits for all promises, and throws the first rejection in their order: the other statements failed because of it. */
async function settle(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
}

function rawTransaction(connection: RawConnection, sent: Promise<number>[]): RawTransaction {
  const send: RawTransaction['send'] = (...statement) => {
    const executed = connection.prisma.$executeRaw(...statement)
    // The end of the transaction handles a rejection. Until then it must not count as unhandled.
    executed.catch(() => undefined)
    sent.push(executed)
  }
  return { ...connection, send }
}

/**
 * Ends the transaction. The adapter says whether its own method sends the statement. In any case that method must run,
 * because it gives the connection back.
 */
async function end(transaction: Transaction, how: 'commit' | 'rollback'): Promise<void> {
  try {
    if (!transaction.options.usePhantomQuery) await transaction.executeRaw(statement(how.toUpperCase()))
  } finally {
    await transaction[how]()
  }
}

/** Returns a connection that sends statements straight to the adapter, or to one of its transactions. */
export function rawConnection(queryable: SqlQueryable, dialect: Dialect): RawConnection {
  const prisma: RawConnection['prisma'] = {
    $queryRaw: async <Rows>(strings: TemplateStringsArray, ...values: unknown[]) =>
      toRows(await queryable.queryRaw(toQuery(dialect, Prisma.sql(strings, ...values)))) as Rows,
    $executeRaw: (strings, ...values) =>
      queryable.executeRaw(toQuery(dialect, Prisma.sql(strings, ...values))),
  }
  return { prisma, dialect }
}

/**
 * A statement that PostgreSQL plans once for each connection. There are few such texts, because all stand in our
 * sources.
 */
export type NamedQuery = SqlQuery & { name?: string }

/** A statement for SQLite whose arguments need no conversion. */
type RawQuery = SqlQuery & { isRaw: true }

export function isRawQuery(query: SqlQuery): query is RawQuery {
  return 'isRaw' in query
}

function toQuery(dialect: Dialect, sql: Prisma.Sql): NamedQuery | RawQuery {
  const args = sql.values
  if (dialect.name === 'sqlite') return { sql: sql.sql, args, argTypes: [], isRaw: true }
  const argTypes = args.map(() => ARGUMENT)
  const name = createHash('sha256').update(sql.text).digest('base64url')
  return { sql: sql.text, name, args, argTypes }
}

function toRows({ columnNames, columnTypes, rows }: SqlResultSet): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(columnNames.map((name, column) => [name, toValue(row[column], columnTypes[column])])),
  )
}

/** SQLite's raw statements have no types: their integers are numbers already. */
function toValue(value: unknown, type: number | undefined): unknown {
  return value !== null && type !== undefined && INTEGERS.has(type) ? Number(value) : value
}
