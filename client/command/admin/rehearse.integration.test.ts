import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fingerprint } from '../../../protocol/fingerprint.ts'
import type { RehearsalStage } from '../../../protocol/rehearsal.ts'
import { OfflineConnection } from '../../../server/db/backup/offline-connection.ts'
import { rehearse } from '../../../server/keeping/rehearse.ts'
import { ServerProcess } from '../../../server/testing/server-process.ts'
import {
  createTemporaryPostgresqlDatabase,
  querySql,
  runSql,
} from '../../../server/testing/temporary-postgresql.ts'
import { createAoiClient } from '../../create-aoi-client.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import { runAoi } from '../testing/run-aoi.ts'
import { replayRehearsal } from './replay-rehearsal.ts'

const APPLICATION = 'com.example.news'
const SEED = 'the seed of all readers'

/** A server whose AOI Clients have got some notifications, and one of them not the last ones. */
async function prepare({ databaseUrl, members = 2 }: { databaseUrl?: string; members?: number } = {}) {
  const server = await ServerProcess.start(databaseUrl === undefined ? {} : { databaseUrl })
  onTestFinished(() => server.remove())
  const key = await server.createKey(APPLICATION)
  const send = async (token: string, payload: unknown) => {
    const sent = await runAoi(['send', '--server', server.url, token, JSON.stringify(payload)], {
      env: { AOI_KEY: key },
    })
    expect(sent).toMatchObject({ exitCode: 0 })
  }
  const [first, second] = [await joinGroup(server.url), await joinGroup(server.url)]
  for (let count = 2; count < members; count += 1) await joinGroup(server.url)
  for (const payload of [{ text: 'one' }, 'two', '12345678901234567890']) await send(first.token, payload)
  await expect.poll(() => [first.received.length, second.received.length]).toEqual([3, 3])
  await second.client.close()
  for (const payload of ['four', 'five']) await send(first.token, payload)
  await expect.poll(() => first.received.length).toBe(5)
  return { server, first }
}

async function joinGroup(serverUrl: string) {
  const client = createAoiClient({ serverUrl, storage: memoryStorage(), random: () => 0.02 })
  onTestFinished(() => client.close())
  const registration = await client.register({ applicationName: APPLICATION, tokenSeed: SEED })
  const received: string[] = []
  registration.onNotification(({ id }) => void received.push(id))
  return { client, received, token: registration.token }
}

async function runRehearse(dataDirectory: string, env: Record<string, string> = {}) {
  const words = ['admin', 'rehearse', '--json', '--data-dir', dataDirectory]
  const { exitCode, stdout, stderr } = await runAoi(words, { env })
  const last = await readFile(join(dataDirectory, 'last-rehearsal'), 'utf8').catch(() => 'null')
  return { exitCode, answer: JSON.parse(stdout || 'null'), stderr, last: JSON.parse(last) }
}

it('a rehearsal replays a backup beside a running server, which it does not change, and names a fault of its database', async () => {
  const { server, first } = await prepare()
  const before = (await readdir(server.dataDirectory)).sort()
  const { exitCode, answer, stderr, last } = await runRehearse(server.dataDirectory)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  // Five to each, although one has acknowledged all of them and the other three.
  expect(answer).toMatchObject({ ok: true, aoiClients: 2, notifications: 10 })
  expect(last).toMatchObject({ milliseconds: answer.milliseconds, succeededAt: expect.any(String) })
  expect(last.reason).toBeUndefined()
  expect((await readdir(server.dataDirectory)).sort()).toEqual([...before, 'last-rehearsal'].sort())
  expect(first.client.state.name).toBe('connected')
  expect(first.received).toHaveLength(5)

  // A database with a fault: the rehearsal names it, keeps the last success, and leaves no scratch.
  const { dataDirectory } = server
  await server.run.end('SIGTERM')
  const connection = new OfflineConnection(join(dataDirectory, 'aoi.db'), 'write')
  await connection.execute('UPDATE "ClientAppToken" SET "memberCount" = 9')
  connection.close()
  const failed = await runRehearse(dataDirectory)
  expect(failed).toMatchObject({ exitCode: 1, answer: null })
  expect(JSON.parse(failed.stderr).error.message).toContain('a token counts its members')
  expect(failed.last).toMatchObject({
    reason: expect.stringContaining('9 counted, 2 active'),
    succeededAt: last.succeededAt,
  })
  expect(await readdir(dataDirectory)).not.toContain('rehearsal')
})

const DIFFERENCES: [string, (stage: RehearsalStage) => void, RegExp][] = [
  [
    'a payload that is another one',
    ({ aoiClients: [one] }) => Object.assign(one?.registrations[0]?.due[1] ?? {}, { sha256: '0'.repeat(64) }),
    /got notification .* with another payload than the log has/,
  ],
  [
    'a notification that is not in the log',
    ({ aoiClients: [one] }) => one?.registrations[0]?.due.splice(2, 1),
    /which the log does not have for it/,
  ],
  [
    'a notification with another seq',
    ({ aoiClients: [one] }) => Object.assign(one?.registrations[0]?.due[0] ?? {}, { seq: 7 }),
    /as seq 1 instead of 7/,
  ],
  [
    'a secret that the server does not know',
    ({ aoiClients: [one] }) => Object.assign(one ?? {}, { aoiClientSecret: 'x'.repeat(43) }),
    /the restored server refuses an AOI Client/,
  ],
]

it('a replay fails for each difference between the log and its deliveries, and a second rehearsal is refused', async () => {
  const { server } = await prepare({ members: DIFFERENCES.length })
  const { signal } = new AbortController()
  const request = {
    ...{ dataDirectory: server.dataDirectory, notificationSeconds: 86_400, variables: {}, signal },
    report: () => {},
  }
  await rehearse({
    ...request,
    replay: async (stage) => {
      for (const [place, [difference, change, reason]] of DIFFERENCES.entries()) {
        // Another AOI Client for each: one that has acknowledged everything gets nothing more.
        const changed = structuredClone({ ...stage, aoiClients: stage.aoiClients.slice(place, place + 1) })
        change(changed)
        await expect(replayRehearsal(changed, signal), difference).rejects.toThrow(reason)
      }
      const second = rehearse({ ...request, replay: () => Promise.reject(new Error('not replayed')) })
      await expect(second).rejects.toThrow(/another rehearsal runs/)
      return 0
    },
  })
})

describe('a rehearsal of a PostgreSQL database', () => {
  it('restores a dump into a scratch database, replays it, and drops it', async () => {
    const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
    onTestFinished(remove)
    const { server, first } = await prepare({ databaseUrl })
    const { PATH = '' } = process.env
    const { exitCode, answer, stderr } = await runRehearse(server.dataDirectory, {
      PATH,
      DATABASE_URL: databaseUrl,
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(answer).toMatchObject({ ok: true, aoiClients: 2, notifications: 10 })
    expect(await listScratchDatabases(databaseUrl)).toEqual([])
    expect(await readdir(server.dataDirectory)).not.toContain('rehearsal')
    expect(first.client.state.name).toBe('connected')
  })

  it('names the tool that is missing, and the right that the role lacks', async () => {
    const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
    const role = `aoi_test_${randomBytes(6).toString('hex')}`
    onTestFinished(async () => {
      await remove()
      await runSql(process.env.TEST_DATABASE_URL ?? '', `DROP ROLE ${role}`)
    })
    const { server } = await prepare({ databaseUrl })
    const without = await runRehearse(server.dataDirectory, { PATH: '/nowhere', DATABASE_URL: databaseUrl })
    expect(without).toMatchObject({
      exitCode: 1,
      last: { reason: expect.stringContaining('pg_dump is not on the PATH') },
    })
    await runSql(databaseUrl, `CREATE ROLE ${role} LOGIN PASSWORD 'word'`)
    await runSql(databaseUrl, `GRANT pg_read_all_data TO ${role}`)
    const url = new URL(databaseUrl)
    Object.assign(url, { username: role, password: 'word' })
    const { PATH = '' } = process.env
    const refused = await runRehearse(server.dataDirectory, { PATH, DATABASE_URL: url.href })
    expect(refused).toMatchObject({
      exitCode: 1,
      last: { reason: expect.stringContaining('may not create a scratch database') },
    })
  })
})

async function listScratchDatabases(databaseUrl: string): Promise<unknown[]> {
  const [realm] = await querySql(databaseUrl, 'SELECT "serverId" FROM "Realm"')
  const name = `aoi_rehearsal_${fingerprint(String(realm?.[0]))}`
  return querySql(databaseUrl, `SELECT datname::text FROM pg_database WHERE datname = '${name}'`)
}
