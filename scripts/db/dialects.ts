import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT_DIRECTORY = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export type DialectName = 'sqlite' | 'postgresql'
export type Dialect = { name: DialectName; schemaPath: string; migrationsDirectory: string }

/** The two databases. People edit the schema of the first. */
export const DIALECTS: readonly Dialect[] = [
  dialectIn('sqlite', join(PROJECT_DIRECTORY, 'prisma')),
  dialectIn('postgresql', join(PROJECT_DIRECTORY, 'prisma/postgresql')),
]

function dialectIn(name: DialectName, directory: string): Dialect {
  return {
    name,
    schemaPath: join(directory, 'schema.prisma'),
    migrationsDirectory: join(directory, 'migrations'),
  }
}

const HEADER = '// Made from prisma/schema.prisma by `npm run db:generate`. Edit that file instead.\n\n'

/** Makes the PostgreSQL schema: the SQLite schema with another provider and another output folder. */
export async function makePostgresqlSchema(): Promise<string> {
  const edited = await readFile(join(PROJECT_DIRECTORY, 'prisma/schema.prisma'), 'utf8')
  const models = edited.slice(edited.indexOf('generator client'))
  const changed = models
    .replace('"../server/db/generated/sqlite"', '"../../server/db/generated/postgresql"')
    .replace('provider = "sqlite"', 'provider = "postgresql"')
  return HEADER + changed
}
