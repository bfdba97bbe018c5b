import { createHash } from 'node:crypto'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type { RawConnection, RawTransaction } from './database.ts'
import type { Dialect } from './dialect.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { statement } from './single-connection.ts'

/** Types of columns that come as text where they are wider than JavaScript's integers are safe; ours never are. */
const INTEGERS: ReadonlySet<number> = new Set([ColumnTypeEnum.Int32, ColumnTypeEnum.Int64])
const ARGUMENT = { scalarType: 'unknown', arity: 'scalar' } as const

/**
 * Runs `work` in a transaction straight on the driver's adapter. Prisma's client would compile, interpret and convert
 * each statement, which costs the hot transactions more than the database does.
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
  // `COMMIT` waits for nothing that was sent: on a server it is only a `ROLLBACK` once one of them has failed.
  await settle([...sent, end(transaction, 'commit')])
  return result
}

async function attempt<Result>(
  { transaction, sent }: { transaction: Transaction; sent: readonly Promise<number>[] },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work()
    // The embedded database would commit the statements around one that failed.
    if (transaction.provider === 'sqlite') await settle(sent)
    return result
  } catch (error) {
    await Promise.allSettled(sent)
    // What broke it is told; a connection that cannot even roll back is given up by its pool.
    await end(transaction, 'rollback').catch(() => undefined)
    throw error
  }
}

/** Waits for all of them and throws what the first said that failed: the others failed because of it. */
async function settle(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
}

function rawTransaction(connection: RawConnection, sent: Promise<number>[]): RawTransaction {
  const send: RawTransaction['send'] = (...statement) => {
    const executed = connection.prisma.$executeRaw(...statement)
    // Heard at the end of the transaction, and until then by nobody.
    executed.catch(() => undefined)
    sent.push(executed)
  }
  return { ...connection, send }
}

/** The adapter says whether its `commit` sends the statement or only gives the connection back, which it must always. */
async function end(transaction: Transaction, how: 'commit' | 'rollback'): Promise<void> {
  try {
    if (!transaction.options.usePhantomQuery) await transaction.executeRaw(statement(how.toUpperCase()))
  } finally {
    await transaction[how]()
  }
}

/** Statements straight on the adapter, or on a transaction of it. */
export function rawConnection(queryable: SqlQueryable, dialect: Dialect): RawConnection {
  const prisma: RawConnection['prisma'] = {
    $queryRaw: async <Rows>(strings: TemplateStringsArray, ...values: unknown[]) =>
      toRows(await queryable.queryRaw(toQuery(dialect, Prisma.sql(strings, ...values)))) as Rows,
    $executeRaw: (strings, ...values) =>
      queryable.executeRaw(toQuery(dialect, Prisma.sql(strings, ...values))),
  }
  return { prisma, dialect }
}

/** A statement that PostgreSQL plans once a connection: its text is one of the few that stand in our sources. */
export type NamedQuery = SqlQuery & { name?: string }

function toQuery(dialect: Dialect, sql: Prisma.Sql): NamedQuery {
  const args = sql.values
  const argTypes = args.map(() => ARGUMENT)
  if (dialect.name === 'sqlite') return { sql: sql.sql, args, argTypes }
  const name = createHash('sha256').update(sql.text).digest('base64url')
  return { sql: sql.text, name, args, argTypes }
}

function toRows({ columnNames, columnTypes, rows }: SqlResultSet): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(
      columnNames.map((name, column) => [name, toValue(row[column], columnTypes[column] ?? 0)]),
    ),
  )
}

function toValue(value: unknown, type: number): unknown {
  return value !== null && INTEGERS.has(type) ? Number(value) : value
}
