import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from '../../../server/testing/server-process.ts'
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
async function admin(words: readonly string[], options: { env?: Record<string, string> } = {}) {
  const { exitCode, stdout, stderr } = await runAoi(['admin', ...words, '--json'], options)
  const rows = stdout.split('\n').filter(Boolean)
  return { exitCode, rows: rows.map((row) => JSON.parse(row)), stderr }
}

it('an AOI Client with a later cursor gets everything that is sent after a restore', async () => {
  const server = await ServerProcess.start()
  onTestFinished(() => server.remove())
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
    const sent = await runAoi(['send', '--server', server.url, registration.token, JSON.stringify(payload)], {
      env: { AOI_KEY: key },
    })
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
  expect(refused.stderr).toContain('Another AOI Server is running')
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
})

it('a check of a backup lists its faults and ends with exit code 1', async () => {
  const missing = join(await useDirectory(), 'missing')
  const { exitCode, stderr } = await admin(['verify', missing])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('is missing: name a directory that `aoi admin backup` made')
})

it('a database of PostgreSQL is left to its own tools', async () => {
  const env = { DATABASE_URL: 'postgresql://127.0.0.1/aoi' }
  const { exitCode, stderr } = await admin(['backup', join(await useDirectory(), 'backup')], { env })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('use pg_dump')
})
