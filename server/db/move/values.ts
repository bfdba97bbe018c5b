/**
 * How a value of each type of PostgreSQL is written as one text, by both databases alike. `sqlite` and `postgresql` are
 * expressions; `fromSqlite` finishes the text where SQLite has no function for it.
 */
type Value = {
  sqlite: (column: string) => string
  postgresql: (column: string) => string
  fromSqlite?: (value: unknown) => string
  /** The text as PostgreSQL reads it as an input. */
  input?: (text: string) => string
}

const whole: Value = {
  sqlite: (column) => `CAST(${column} AS TEXT)`,
  postgresql: (column) => `${column}::text`,
}
const text: Value = { sqlite: (column) => column, postgresql: (column) => `${column}::text` }

export const VALUES = {
  integer: whole,
  bigint: whole,
  text,
  'character varying': text,
  boolean: {
    sqlite: (column) => `CASE ${column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE ${column} END`,
    postgresql: (column) => `${column}::text`,
  },
  bytea: {
    sqlite: (column) => `CASE WHEN ${column} IS NULL THEN NULL ELSE lower(hex(${column})) END`,
    postgresql: (column) => `encode(${column}, 'hex')`,
    input: (hex) => `\\x${hex}`,
  },
  // SQLite holds what the driver wrote: ISO 8601, or Unix milliseconds.
  'timestamp without time zone': {
    sqlite: (column) => column,
    postgresql: (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    fromSqlite: (value) => new Date(typeof value === 'number' ? value : String(value)).toISOString(),
  },
} as const satisfies Record<string, Value>

export type ValueType = keyof typeof VALUES

/** Returns the rule of a type. */
export function ruleOf(type: ValueType): Value {
  return VALUES[type]
}
