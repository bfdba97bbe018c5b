import type { Columns, ColumnType, Dialect } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** The parts of a statement's text around its parameters. */
type Texts = {
  names: readonly string[]
  /** A lone row has a parameter for each column: that takes half the time of JSON. */
  one: readonly string[]
  /** Several rows are one parameter in JSON, a list of objects or, for a single column, of its values. */
  many: readonly string[]
}

/** By the object of the columns: a statement that runs often has one object, so that its texts are made once. */
const texts = new WeakMap<Columns, Texts>()

/**
 * Uses `json_each`, because SQLite takes no arrays as parameters. There are no row locks: a write transaction locks the
 * whole file.
 */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  rows(columns: Columns, values: readonly object[]) {
    const { names, one, many } = textsOf(columns)
    const [only] = values
    if (only !== undefined && values.length === 1)
      return Prisma.sql(one, ...names.map((name) => memberOf(only, name)))
    const [name = ''] = names
    const listed = names.length === 1 ? values.map((row) => memberOf(row, name)) : values
    return Prisma.sql(many, JSON.stringify(listed))
  },
  forUpdate: Prisma.empty,
}

function textsOf(columns: Columns): Texts {
  const known = texts.get(columns)
  if (known !== undefined) return known
  const entries = Object.entries(columns)
  const place = (name: string) => (entries.length === 1 ? 'value' : `value->>'$.${name}'`)
  const selected = entries.map(([name, type]) => `${read(place(name), type)} AS "${name}"`)
  const made = {
    names: Object.keys(columns),
    one: `(SELECT ${entries.map(([name, type]) => `${read('?', type)} AS "${name}"`).join(', ')}) AS r`.split(
      '?',
    ),
    many: [`(SELECT ${selected.join(', ')} FROM json_each(`, ')) AS r'],
  }
  texts.set(columns, made)
  return made
}

function memberOf(row: object, name: string): string | number | null {
  return (row as Readonly<Record<string, string | number | null | undefined>>)[name] ?? null
}

function read(value: string, type: ColumnType): string {
  return type === 'bytes' ? `unhex(${value})` : value
}
