import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { sumFile } from '../../../server/db/backup/durable-files.ts'
import { readManifest, sealManifest } from '../../../server/db/backup/manifest.ts'
import { RESTORING_TABLE } from '../../../server/db/postgresql/postgresql-migrations.ts'
import { ServerProcess } from '../../../server/testing/server-process.ts'
import {
  createTemporaryPostgresqlDatabase,
  querySql,
  runSql,
} from '../../../server/testing/temporary-postgresql.ts'
import { createAoiClient } from '../../create-aoi-client.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import { runAoi } from '../testing/run-aoi.ts'

const APPLICATION = 'com.example.news'

async function useDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-backup-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/** Runs `aoi admin …` and returns its exit code and output. */
async function runAdmin(words: readonly string[], options: { env?: Record<string, string> } = {}) {
  const { exitCode, stdout, stderr } = await runAoi(['admin', ...words, '--json'], options)
  const rows = stdout.split('\n').filter(Boolean)
  return { exitCode, rows: rows.map((row) => JSON.parse(row)), stderr }
}

/** Starts a server on a database of the kind. `env` leads the commands to the same database. */
async function startOn(kind: 'the embedded database' | 'PostgreSQL') {
  if (kind === 'the embedded database') {
    const server = await ServerProcess.start()
    onTestFinished(() => server.remove())
    return { server, env: {} }
  }
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  const server = await ServerProcess.start({ databaseUrl })
  onTestFinished(async () => {
    await server.remove()
    await remove()
  })
  return { server, env: { DATABASE_URL: databaseUrl, PATH: process.env.PATH ?? '' } }
}

it.each(['the embedded database', 'PostgreSQL'] as const)(
  'an AOI Client with a later cursor gets everything that is sent after a restore of %s',
  async (kind) => {
    const { server, env } = await startOn(kind)
    const admin = (words: readonly string[]) => runAdmin(words, { env })
    const backup = join(await useDirectory(), 'backup')
    const place = ['--data-dir', server.dataDirectory]
    const aoiClient = createAoiClient({ serverUrl: server.url, storage: memoryStorage(), random: () => 0.02 })
    onTestFinished(() => aoiClient.close())
    const registration = await aoiClient.register({ applicationName: APPLICATION })
    const received: unknown[] = []
    registration.onNotification((notification) => {
      if ('payload' in notification) received.push(notification.payload)
    })
    const key = await server.createKey(APPLICATION)
    const send = async (payload: string) => {
      const sent = await runAoi(
        ['send', '--server', server.url, registration.token, JSON.stringify(payload)],
        {
          env: { AOI_KEY: key },
        },
      )
      expect(sent).toMatchObject({ exitCode: 0 })
    }

    await send('before')
    await expect.poll(() => received).toEqual(['before'])
    expect(await admin(['backup', backup, ...place])).toMatchObject({ exitCode: 0, rows: [{ path: backup }] })
    // The cursor of the AOI Client is now beyond the head of the backup.
    for (const payload of ['lost 1', 'lost 2', 'lost 3']) await send(payload)
    await expect.poll(() => received).toHaveLength(4)

    const refused = await admin(['restore', backup, '--replace', ...place])
    expect(refused).toMatchObject({ exitCode: 1, rows: [] })
    expect(refused.stderr).toMatch(/Another AOI Server is running|of a server use the database/)
    await server.run.end('SIGTERM')
    const restored = await admin(['restore', backup, '--replace', ...place])
    expect(restored).toMatchObject({ exitCode: 0, rows: [{ movedTo: expect.any(String) }] })
    expect(await admin(['verify', ...place])).toMatchObject({ exitCode: 0, rows: [{ faults: 0 }] })

    await server.begin().ready
    received.length = 0
    for (const payload of ['after 1', 'after 2', 'after 3', 'after 4', 'after 5']) await send(payload)
    await expect
      .poll(() => received.filter((payload) => String(payload).startsWith('after')), { timeout: 60_000 })
      .toEqual(['after 1', 'after 2', 'after 3', 'after 4', 'after 5'])
  },
)

it('a check of a backup lists its faults and ends with exit code 1', async () => {
  const missing = join(await useDirectory(), 'missing')
  const { exitCode, stderr } = await runAdmin(['verify', missing])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('is missing: name a directory that `aoi admin backup` made')
})

it('a restore into PostgreSQL that fails, or meets tables, leaves the database as it was', async () => {
  const { server, env } = await startOn('PostgreSQL')
  const directory = await useDirectory()
  const [backup, place] = [join(directory, 'backup'), ['--data-dir', server.dataDirectory]]
  await server.createKey(APPLICATION)
  expect(await runAdmin(['backup', backup, ...place], { env })).toMatchObject({
    rows: [{ rows: { ApiKey: 1 }, hasSecret: true }],
  })
  await server.createKey(APPLICATION)
  await server.run.end('SIGTERM')
  const restore = async (from: string, ...options: string[]) => {
    const { exitCode, stderr } = await runAdmin(['restore', from, ...options, ...place], { env })
    const keys = await querySql(env.DATABASE_URL ?? '', 'SELECT count(*)::int FROM "ApiKey"')
    return { exitCode, stderr, keys: keys[0]?.[0] }
  }
  expect(await restore(backup)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--replace'),
    keys: 2,
  })

  // A dump that agrees with its manifest, and is none for pg_restore.
  const broken = join(directory, 'broken')
  await cp(backup, broken, { recursive: true })
  await writeFile(join(broken, 'aoi.dump'), 'PGDMP')
  const manifest = await readManifest(backup)
  const files = { ...manifest.files, 'aoi.dump': await sumFile(join(broken, 'aoi.dump')) }
  await writeFile(join(broken, 'manifest'), sealManifest({ ...manifest, format: 2, files }))
  expect(await restore(broken, '--replace')).toMatchObject({
    ...{ exitCode: 1, stderr: expect.stringContaining('pg_restore failed'), keys: 2 },
  })
  // A manifest that counts other rows than the dump has.
  const rows = { ...manifest.rows, ApiKey: 7 }
  await cp(join(backup, 'aoi.dump'), join(broken, 'aoi.dump'))
  await writeFile(join(broken, 'manifest'), sealManifest({ ...manifest, rows }))
  expect(await restore(broken, '--replace')).toMatchObject({
    ...{ exitCode: 1, stderr: expect.stringContaining('rows of ApiKey 1 instead of 7'), keys: 2 },
  })

  await runSql(env.DATABASE_URL ?? '', `CREATE TABLE "${RESTORING_TABLE}" (since timestamptz)`)
  await expect(server.begin().ready).rejects.toThrow('a restore into the database')
  expect(await restore(backup, '--replace')).toMatchObject({ exitCode: 0, keys: 1 })
  await server.begin().ready
  // The tables that were moved aside belong to no later backup.
  const later = await runAdmin(['backup', join(directory, 'later'), ...place], { env })
  expect(later).toMatchObject({ rows: [{ rows: { ApiKey: 1 } }] })
  await server.run.end('SIGTERM')
  expect(await restore(join(directory, 'later'), '--replace')).toMatchObject({ exitCode: 0, keys: 1 })
})
