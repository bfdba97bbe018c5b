import type { Transaction } from '@prisma/driver-adapter-utils'
import type { OfflineConnection } from '../backup/offline-connection.ts'
import { statement } from '../connection/single-connection.ts'
import { VALUES, type ValueType } from './values.ts'

export type Column = { name: string; type: ValueType }
/** `key`: the columns of the primary key, in their order. `parents`: the tables that its rows refer to. */
export type Table = { name: string; columns: Column[]; key: string[]; parents: string[] }

/** Prisma's own table: each database has the migrations of its own. */
const MIGRATIONS_TABLE = '_prisma_migrations'

/**
 * Reads the tables of both schemas, each after the tables that it refers to. Throws one sentence for every difference
 * between the schemas, and for a type of PostgreSQL without a rule.
 */
export async function readTables(source: OfflineConnection, target: Transaction): Promise<Table[]> {
  const types = await readTypes(target)
  const names = source
    .all(
      `SELECT "name" FROM sqlite_schema WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1`,
    )
    .map(({ name }) => String(name))
    .filter((name) => name !== MIGRATIONS_TABLE)
  const missing = [...types.keys()].filter((name) => name !== MIGRATIONS_TABLE && !names.includes(name))
  if (missing.length > 0)
    throw new Error(`PostgreSQL has a table ${missing[0]} that the embedded database lacks`)
  return sortByParents(names.map((name) => readTable(source, { name, types: types.get(name) })))
}

/** Returns the types of the columns of each table, as PostgreSQL names them. */
async function readTypes(target: Transaction): Promise<Map<string, Map<string, string>>> {
  const { rows } = await target.queryRaw(
    statement(`SELECT c.table_name::text, c.column_name::text, c.data_type::text FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'`),
  )
  const types = new Map<string, Map<string, string>>()
  for (const [table, column, type] of rows.map((row) => row.map(String))) {
    if (table === undefined || column === undefined || type === undefined) continue
    types.set(table, (types.get(table) ?? new Map()).set(column, type))
  }
  return types
}

function readTable(
  source: OfflineConnection,
  { name, types }: { name: string; types: Map<string, string> | undefined },
): Table {
  const found = source.all(`SELECT "name", "pk" FROM pragma_table_info('${name}') ORDER BY "cid"`)
  const columns = found.map((row) => {
    const type = types?.get(String(row.name))
    if (type === undefined) throw new Error(`PostgreSQL lacks the column ${row.name} of ${name}`)
    if (!(type in VALUES))
      throw new Error(
        `the column ${row.name} of ${name} has the type ${type}, for which the move has no rule`,
      )
    return { name: String(row.name), type: type as ValueType }
  })
  if (types === undefined || types.size !== columns.length)
    throw new Error(`PostgreSQL has other columns of ${name} than the embedded database`)
  const key = found.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk))
  if (key.length === 0) throw new Error(`${name} has no primary key, so its rows have no order`)
  const parents = source.all(`SELECT DISTINCT "table" FROM pragma_foreign_key_list('${name}')`)
  return {
    ...{ name, columns },
    key: key.map((row) => String(row.name)),
    parents: parents.map(({ table }) => String(table)).filter((parent) => parent !== name),
  }
}

function sortByParents(tables: readonly Table[]): Table[] {
  const sorted: Table[] = []
  const left = new Set(tables)
  while (left.size > 0) {
    const next = [...left].find(({ parents }) =>
      parents.every((parent) => sorted.some(({ name }) => name === parent)),
    )
    if (next === undefined)
      throw new Error('tables refer to each other in a circle, so none can be copied first')
    sorted.push(next)
    left.delete(next)
  }
  return sorted
}
