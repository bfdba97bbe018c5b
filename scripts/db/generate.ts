import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DIALECTS, makePostgresqlSchema, PROJECT_DIRECTORY } from './dialects.ts'

const [, postgresql] = DIALECTS
if (postgresql !== undefined) {
  await mkdir(dirname(postgresql.schemaPath), { recursive: true })
  await writeFile(postgresql.schemaPath, await makePostgresqlSchema())
}
for (const dialect of DIALECTS) generateClient(dialect.schemaPath)

/** `prisma generate` requires a schema engine, which it does not use. Any executable keeps it from downloading one. */
function generateClient(schemaPath: string): void {
  const command = join(
    dirname(createRequire(import.meta.url).resolve('prisma/package.json')),
    'build/index.js',
  )
  const run = spawnSync(process.execPath, [command, 'generate', '--no-hints', '--schema', schemaPath], {
    cwd: PROJECT_DIRECTORY,
    encoding: 'utf8',
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  })
  if (run.status === 0) return
  process.stderr.write(run.stdout + run.stderr)
  process.exit(1)
}
