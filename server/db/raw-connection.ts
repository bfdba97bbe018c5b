import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type { RawConnection } from './database.ts'
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
  { dialect, work }: { dialect: Dialect; work: (connection: RawConnection) => Promise<Result> },
): Promise<Result> {
  const transaction = await adapter.startTransaction()
  try {
    const result = await work(rawConnection(transaction, dialect))
    await end(transaction, 'commit')
    return result
  } catch (error) {
    // What broke it is told; a connection that cannot even roll back is given up by its pool.
    await end(transaction, 'rollback').catch(() => undefined)
    throw error
  }
}

/** The adapter says whether its `commit` sends the statement or only gives the connection back. */
async function end(transaction: Transaction, how: 'commit' | 'rollback'): Promise<void> {
  if (!transaction.options.usePhantomQuery) await transaction.executeRaw(statement(how.toUpperCase()))
  await transaction[how]()
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

function toQuery({ name }: Dialect, sql: Prisma.Sql): SqlQuery {
  return {
    sql: name === 'postgresql' ? sql.text : sql.sql,
    args: sql.values,
    argTypes: sql.values.map(() => ARGUMENT),
  }
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
