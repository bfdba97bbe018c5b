import { LABELS } from '#protocol'
import { Prisma } from '../generated/sqlite/client.ts'

/** Returns the columns of all labels for the end of a SELECT list; they begin with a comma. */
export function labelColumns(table: 'n' | 's'): Prisma.Sql {
  return Prisma.raw(LABELS.map((label) => `, ${table}."${label}"`).join(''))
}
