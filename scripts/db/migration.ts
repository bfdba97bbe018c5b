import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DIALECTS, type Dialect } from './dialects.ts'
import { diffMigrations, lockFileContent } from './schema-engine.ts'

const name = process.argv[2]
if (name === undefined || !/^[a-z0-9_]{1,64}$/.test(name)) {
  process.stderr.write('Usage: npm run db:migration -- NAME   (a-z, 0-9 and _; names the change)\n')
  process.exit(2)
}
await import('./generate.ts')
const directory = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`
for (const dialect of DIALECTS) await writeMigration(dialect)
process.exit(0)

async function writeMigration(dialect: Dialect): Promise<void> {
  const script = await diffMigrations(dialect, await readFile(dialect.schemaPath, 'utf8'))
  if (script === undefined) {
    process.stdout.write(`${dialect.name}: nothing to migrate\n`)
    return
  }
  const path = join(dialect.migrationsDirectory, directory)
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'migration.sql'), script)
  await writeFile(join(dialect.migrationsDirectory, 'migration_lock.toml'), lockFileContent(dialect.name))
  process.stdout.write(`${dialect.name}: ${path}\n`)
}
