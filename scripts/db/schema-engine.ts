import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import type { Dialect, DialectName } from './dialects.ts'

const NO_FILTERS = { externalTables: [], externalEnums: [] }
const LOCK_FILE = 'migration_lock.toml'

export type SchemaEngine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>
export type DiffTarget = Parameters<SchemaEngine['diff']>[0]['to']

/** Runs Prisma's schema engine in this process, as WASM: `prisma migrate` would download a binary. */
export async function openSchemaEngine(
  schema: string,
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  await loadEngine()
  const adapter = bindMigrationAwareSqlAdapterFactory(factory)
  return bindings.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter)
}

let loading: Promise<void> | undefined

function loadEngine(): Promise<void> {
  loading ??= instantiate()
  return loading
}

async function instantiate(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = await readFile(join(dirname(path), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...bindings } })
  setExports(instance.exports)
}

function setExports(exports: WebAssembly.Exports): void {
  const { __wbg_set_wasm: set } = bindings as unknown as { __wbg_set_wasm: (exports: unknown) => void }
  set(exports)
  const start = exports.__wbindgen_start
  if (typeof start === 'function') start()
}

/** Opens in-memory databases to replay migrations in. */
export function shadowFactory(dialect: DialectName): SqlMigrationAwareDriverAdapterFactory {
  const factory =
    dialect === 'sqlite' ? new PrismaLibSql({ url: ':memory:' }) : new PrismaPGlite(new PGlite())
  const connect = async () => runningScripts(await factory.connect())
  const { provider, adapterName } = factory
  return { provider, adapterName, connect, connectToShadowDb: connect }
}

/** The engine sends a whole migration as one statement. The drivers would run its first part only, or nothing. */
function runningScripts(adapter: SqlDriverAdapter): SqlDriverAdapter {
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: async (query) => {
      if (query.args.length > 0) return adapter.executeRaw(query)
      await adapter.executeScript(query.sql)
      return 0
    },
    executeScript: (script) => adapter.executeScript(script),
    startTransaction: (isolationLevel) => adapter.startTransaction(isolationLevel),
    dispose: () => adapter.dispose(),
  }
}

/** Returns the SQL that changes the result of the migrations to match the schema; `undefined` when they agree. */
export async function diffMigrations(dialect: Dialect, schema: string): Promise<string | undefined> {
  const engine = await openSchemaEngine(schema, shadowFactory(dialect.name))
  return diff(engine, await migrationsTarget(dialect), schemaTarget(schema))
}

/** Returns the SQL that changes `from` into `to`; `undefined` when they agree. */
export async function diff(
  engine: SchemaEngine,
  from: DiffTarget,
  to: DiffTarget,
): Promise<string | undefined> {
  const result = await engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTERS })
  return result.exitCode === 2 ? (result.stdout ?? '') : undefined
}

export function schemaTarget(schema: string): DiffTarget {
  return { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] }
}

export async function migrationsTarget(dialect: Dialect): Promise<DiffTarget> {
  const entries = await readdir(dialect.migrationsDirectory, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => ({ path, migrationFile: await migrationFile(dialect, path) })),
  )
  return {
    tag: 'migrations',
    baseDir: dialect.migrationsDirectory,
    lockfile: { path: LOCK_FILE, content: lockFileContent(dialect.name) },
    shadowDbInitScript: '',
    migrationDirectories,
  }
}

async function migrationFile(dialect: Dialect, name: string) {
  const value = await readFile(join(dialect.migrationsDirectory, name, 'migration.sql'), 'utf8')
  return { path: 'migration.sql', content: { tag: 'ok' as const, value } }
}

export function lockFileContent(dialect: DialectName): string {
  return `# Please do not edit this file manually\n# It should be added in your version-control system (e.g., Git)\nprovider = "${dialect}"\n`
}
