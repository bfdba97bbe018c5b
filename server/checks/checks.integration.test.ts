import { execFileSync } from 'node:child_process'
import { chmod, mkdir, truncate, utimes, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { SELF_SIGNED } from '../../client/testing/self-signed.ts'
import type { Clock } from '../core/clock.ts'
import { OfflineConnection } from '../db/backup/offline-connection.ts'
import { openStore } from '../db/open-store.ts'
import { readEnv } from '../env.ts'
import { FAULT_TEXTS } from '../ops/fault-texts.ts'
import { systemClock } from '../ops/system-clock.ts'
import { SmallDisk } from '../testing/faults/small-disk.ts'
import { findFreePort } from '../testing/free-port.ts'
import { makeTemporaryDirectory } from '../testing/temporary-database.ts'
import { checkAll } from './all-checks.ts'
import { doctor } from './doctor.ts'
import { findFewOpenFiles } from './files.ts'
import { findKeepingFaults } from './keeping.ts'

const DAY = 86_400_000
const provoked = new Set<string>(['untrustedForwarding'])

/** A data directory that a server has used. */
async function prepare(): Promise<string> {
  const { path, remove } = await makeTemporaryDirectory()
  onTestFinished(remove)
  const dataDirectory = join(path, 'data')
  await (await openStore({ dataDirectory, clock: systemClock })).close()
  return dataDirectory
}

type Input = { dataDirectory: string; env?: Record<string, string>; clock?: Clock; serverId?: string }

/** Makes all checks, and returns the details of the faults by their codes. */
async function find({ dataDirectory, env: given = {}, clock = systemClock, serverId }: Input) {
  const variables = { AOI_DATA_DIR: dataDirectory, ...given }
  const found = await checkAll({ variables, env: readEnv(variables), clock, serverId })
  for (const { code } of found) provoked.add(code)
  return Object.fromEntries(found.map(({ code, detail }) => [code, detail]))
}

const later = (milliseconds: number): Clock => ({ ...systemClock, now: () => Date.now() + milliseconds })

afterAll(() => {
  // Vitest reports it as an error of this file.
  expect([...provoked].sort()).toEqual(Object.keys(FAULT_TEXTS).sort())
})

it('finds no fault in a sound installation', async () => {
  expect(await find({ dataDirectory: await prepare() })).toEqual({})
})

it('finds each weak setting, and variables that are unknown', async () => {
  const env = {
    HOST: '0.0.0.0',
    AOI_MIN_SEED_BYTES: '4',
    AOI_AUTH_SECRET: 'abcabcabcabcabcabcabcabcabcabcabcabc',
    AOI_METRICS_LISTEN: '[::]:9464',
    AOI_DATADIR: '/tmp',
  }
  expect(await find({ dataDirectory: await prepare(), env })).toEqual({
    plainHttp: '0.0.0.0',
    weakSeeds: 'AOI_MIN_SEED_BYTES=4',
    weakSecret: undefined,
    openMetrics: '[::]:9464',
    unknownVariables: 'AOI_DATADIR (AOI_DATA_DIR?)',
  })
})

it('accepts the same settings behind TLS, on a loopback address and with a token', async () => {
  const env = {
    HOST: '::1',
    AOI_METRICS_LISTEN: '0.0.0.0:9464',
    AOI_METRICS_TOKEN: 'a-token-of-16-characters',
  }
  expect(await find({ dataDirectory: await prepare(), env })).toEqual({})
})

it('finds a data directory and a file that others may read', async () => {
  const dataDirectory = await prepare()
  await chmod(dataDirectory, 0o750)
  await chmod(join(dataDirectory, 'aoi.db'), 0o644)
  expect(await find({ dataDirectory })).toEqual({
    openDirectory: dataDirectory,
    openFile: expect.stringMatching(/^aoi\.db/),
  })
})

it('finds a low limit of open files in the text that Linux gives to a process', () => {
  const read = (files: number) =>
    execFileSync('sh', ['-c', `ulimit -n ${files} && cat /proc/self/limits`], { encoding: 'utf8' })
  expect(findFewOpenFiles(read(300))).toEqual([{ code: 'fewOpenFiles', detail: '300' }])
  expect(findFewOpenFiles(read(5000))).toEqual([])
  provoked.add('fewOpenFiles')
})

it('finds a disk that is nearly full', async () => {
  const disk = await SmallDisk.mount()
  if (disk === undefined) {
    console.log('test: this user may not mount a file system, so the check of a low disk is not tested')
    provoked.add('diskLow')
    return
  }
  onTestFinished(() => disk.remove())
  const dataDirectory = join(disk.path, 'data')
  await mkdir(dataDirectory, { mode: 0o700 })
  expect(await find({ dataDirectory })).toEqual({ diskLow: expect.stringMatching(/^\d+ MB$/) })
})

it('finds that there is no backup and no rehearsal, that they are old, and that a rehearsal failed', async () => {
  const dataDirectory = await prepare()
  const at = (days: number) => find({ dataDirectory, clock: later(days * DAY) })
  expect(Object.keys(await at(6))).toEqual([])
  expect(await at(8)).toEqual({ noBackup: undefined })
  expect(await at(31)).toEqual({ noBackup: undefined, noRehearsal: undefined })
  const now = new Date().toISOString()
  await writeFile(join(dataDirectory, 'last-backup'), `${now}\n`)
  await writeFile(
    join(dataDirectory, 'last-rehearsal'),
    JSON.stringify({ startedAt: now, milliseconds: 5, reason: 'the reason', succeededAt: now }),
  )
  // Old files, whose backup is new.
  await utimes(join(dataDirectory, 'aoi.lock'), 0, 0)
  expect(await at(0)).toEqual({ rehearsalFailed: 'the reason' })
  expect(await at(31)).toEqual({ rehearsalFailed: 'the reason', noBackup: now, noRehearsal: now })
})

it('finds an old backup of PostgreSQL, and none where the command has made none', async () => {
  const { path: dataDirectory, remove } = await makeTemporaryDirectory()
  onTestFinished(remove)
  const env = readEnv({ AOI_DATA_DIR: dataDirectory, DATABASE_URL: 'postgresql://db.example/aoi' })
  const at = (days: number) => findKeepingFaults({ variables: {}, env, clock: later(days * DAY) })
  expect(await at(100)).toEqual([])
  const now = new Date().toISOString()
  await writeFile(join(dataDirectory, 'last-backup'), `${now}\n`)
  expect(await at(6)).toEqual([])
  expect(await at(8)).toEqual([{ code: 'noBackup', detail: now }])
})

/** Serves on a free port, and returns the port. */
async function serve(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const answer =
  (serverId: string): RequestListener =>
  (_, response) =>
    void response.end(JSON.stringify({ ready: true, serverId }))

it('finds a public URL without a server, with another one, and with another clock', async () => {
  const dataDirectory = await prepare()
  const at = (port: number, input: Partial<Input> = {}) =>
    find({ dataDirectory, env: { AOI_PUBLIC_URL: `http://127.0.0.1:${port}` }, ...input })
  const free = await findFreePort()
  expect(await at(free)).toEqual({ publicUrlAway: `http://127.0.0.1:${free}: ECONNREFUSED` })
  const page = await serve(createServer((_, response) => void response.end('hello')))
  expect(await at(page)).toEqual({
    publicUrlAway: expect.stringContaining('HTTP 200, not from an AOI Server'),
  })
  const other = await serve(createServer(answer('as_other')))
  expect(await at(other)).toEqual({ publicUrlOther: `http://127.0.0.1:${other}` })
  expect(await at(other, { serverId: 'as_other' })).toEqual({})
  expect(await at(other, { serverId: 'as_other', clock: later(60_000) })).toEqual({
    clockSkew: expect.stringMatching(/^\+(59|60|61) s against http/),
  })
})

it('finds a certificate that ends within two weeks', async () => {
  const port = await serve(createTlsServer(SELF_SIGNED, answer('as_this')) as unknown as Server)
  const dataDirectory = await prepare()
  const env = { AOI_PUBLIC_URL: `https://127.0.0.1:${port}` }
  expect(await find({ dataDirectory, env })).not.toHaveProperty('certificateEnds')
  const clock = later(99.98 * 365.25 * DAY)
  expect(await find({ dataDirectory, env, clock })).toMatchObject({
    certificateEnds: '2126-11-05T13:01:55.000Z',
    // No authority has signed it.
    publicUrlAway: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
  })
})

it('finds an index of texts that is behind the log', async () => {
  const dataDirectory = await prepare()
  const accept = (id: string, at: number) =>
    execute(
      dataDirectory,
      `INSERT INTO "ClientAppToken" ("clientAppToken", "applicationName", "kind", "tokenScope", "headSeq", "createdAt")
         VALUES ('token ${id}', 'com.example.news', 'shared', 'all', 1, ${at});
       INSERT INTO "Notification" ("id", "tokenId", "seq", "serverApplicationId", "payload", "ttlSeconds", "urgency",
         "acceptedAt", "expiresAt", "recipients")
         SELECT '${id}', "id", 1, 'sender', '"text"', 60, 'normal', ${at}, ${at}, 0 FROM "ClientAppToken"
         WHERE "clientAppToken" = 'token ${id}'`,
    )
  const at = Date.now() - DAY
  await accept('a', at)
  expect(await find({ dataDirectory })).toEqual({})
  await accept('b', at + 7 * 60_000)
  expect(await find({ dataDirectory })).toEqual({ textIndexBehind: '7 min' })
})

async function execute(dataDirectory: string, sql: string): Promise<void> {
  const connection = new OfflineConnection(join(dataDirectory, 'aoi.db'), 'write')
  await connection.execute(sql)
  connection.close()
}

it('finds a database of another version, a damaged one, a slow one, and one that is away', async () => {
  const dataDirectory = await prepare()
  const ticks = { now: 0 }
  const slow = { ...systemClock, monotonic: () => (ticks.now += 400) }
  expect(await find({ dataDirectory, clock: slow })).toEqual({ databaseSlow: '400 ms' })
  await execute(
    dataDirectory,
    `UPDATE "_prisma_migrations" SET "migration_name" = '99990101000000_newer'
       WHERE "migration_name" = (SELECT max("migration_name") FROM "_prisma_migrations")`,
  )
  expect(await find({ dataDirectory })).toEqual({
    databaseNewer: '99990101000000_newer',
    databaseOlder: expect.stringMatching(/^\d{14}_\w+$/),
  })
  await truncate(join(dataDirectory, 'aoi.db'), 5000)
  expect(await find({ dataDirectory })).toEqual({
    databaseAway: expect.stringMatching(/malformed|not a database/),
  })
  const DATABASE_URL = `postgresql://aoi:word@127.0.0.1:${await findFreePort()}/aoi`
  const { databaseAway } = await find({ dataDirectory, env: { DATABASE_URL } })
  expect(databaseAway).toMatch(/./)
  expect(databaseAway).not.toContain('word')
})

it('finds a Redis that does not answer', async () => {
  const port = await findFreePort()
  const env = {
    DATABASE_URL: `postgresql://127.0.0.1:${await findFreePort()}/aoi`,
    REDIS_URL: `redis://user:word@127.0.0.1:${port}`,
    AOI_PUBLIC_URL: `http://127.0.0.1:${await findFreePort()}`,
    AOI_AUTH_SECRET: 'abcdefghijklmnopqrstuvwxyz0123456789',
  }
  expect(await find({ dataDirectory: await prepare(), env })).toMatchObject({
    redisAway: `127.0.0.1:${port}: ECONNREFUSED`,
  })
})

it('the doctor names the variables with which the server would not start', async () => {
  const faults = await doctor({ variables: { PORT: 'x' }, dataDirectory: await prepare(), report: () => {} })
  expect(faults).toMatchObject([{ code: 'invalidEnvironment', detail: expect.stringContaining('PORT: ') }])
  expect(faults[0]?.next).toMatch(/./)
  provoked.add('invalidEnvironment')
})
