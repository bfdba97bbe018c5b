import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DIALECTS, makePostgresqlSchema } from './dialects.ts'
import { diffDatabase } from './live-database.ts'
import { diffMigrations } from './schema-engine.ts'

const database = process.argv[2]
const drifts = [...(await checkCopy()), ...(await checkMigrations()), ...(await checkDatabase(database))]
for (const drift of drifts) process.stderr.write(`db:check: ${drift}\n`)
if (drifts.length === 0) process.stdout.write('db:check: schema, copy, migrations and database agree\n')
process.exit(drifts.length === 0 ? 0 : 1)

async function checkCopy(): Promise<string[]> {
  const copy = DIALECTS.find((dialect) => dialect.name === 'postgresql')
  const content = copy && (await readFile(copy.schemaPath, 'utf8').catch(() => ''))
  return content === (await makePostgresqlSchema())
    ? []
    : [
        'prisma/postgresql/schema.prisma differs from the schema that prisma/schema.prisma generates: run `npm run db:generate`',
      ]
}

async function checkMigrations(): Promise<string[]> {
  const drifts: string[] = []
  for (const dialect of DIALECTS) {
    const missing = await diffMigrations(dialect, await readFile(dialect.schemaPath, 'utf8'))
    if (missing === undefined) continue
    drifts.push(
      `the ${dialect.name} migrations do not produce the schema: run \`npm run db:migration -- NAME\`. Missing:\n${missing}`,
    )
  }
  return drifts
}

/** Compares a database with the schema. `database` is a PostgreSQL URL or a data directory. */
async function checkDatabase(database: string | undefined): Promise<string[]> {
  if (database === undefined) return []
  const name = /^postgres(ql)?:/.test(database) ? 'postgresql' : 'sqlite'
  const dialect = DIALECTS.find((other) => other.name === name)
  if (dialect === undefined) return []
  const place = name === 'sqlite' ? join(database, 'aoi.db') : database
  const schema = await readFile(dialect.schemaPath, 'utf8')
  const drift = await diffDatabase(dialect, { schema, database: place })
  return drift === undefined ? [] : [`the database differs from the schema. Missing:\n${drift}`]
}
