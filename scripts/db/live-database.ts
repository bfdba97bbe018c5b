import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { Dialect } from './dialects.ts'
import { type DiffTarget, diff, openSchemaEngine, schemaTarget } from './schema-engine.ts'

/** Returns the SQL that changes the database to match the schema; `undefined` when they agree. */
export async function diffDatabase(
  dialect: Dialect,
  { schema, database }: { schema: string; database: string },
): Promise<string | undefined> {
  const factory = dialect.name === 'sqlite' ? sqliteFactory(database) : postgresqlFactory(database)
  const engine = await openSchemaEngine(schema, factory)
  const from: DiffTarget = {
    tag: 'schemaDatasource',
    files: [{ path: dialect.schemaPath, content: schema }],
    configDir: '.',
  }
  return diff(engine, from, schemaTarget(schema))
}

function sqliteFactory(path: string): SqlMigrationAwareDriverAdapterFactory {
  return new PrismaLibSql({ url: pathToFileURL(path).href })
}

function postgresqlFactory(url: string): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg({ connectionString: url, options: '-c TimeZone=UTC' })
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => readingChars(await factory.connect()),
    connectToShadowDb: () => factory.connectToShadowDb(),
  }
}

const CHAR_OID = 18
const TEXT_OID = 25

type Answer = { fields?: { dataTypeID: number }[] }
type Driver = { query: (...args: unknown[]) => Promise<Answer> }

/**
 * The schema engine reads catalogues with columns of type "char", which the adapter does not know. This converts them
 * to text.
 */
function readingChars(adapter: SqlDriverAdapter & { underlyingDriver(): unknown }): SqlDriverAdapter {
  const driver = adapter.underlyingDriver() as Driver
  const query = driver.query.bind(driver)
  driver.query = async (...args) => {
    const answer = await query(...args)
    for (const field of answer.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID
    return answer
  }
  return adapter
}
