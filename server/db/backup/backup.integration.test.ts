import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { BackUpAnswer, VerifyAnswer } from '#protocol/keep-data.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { registerGroup } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { openStore } from '../open-store.ts'
import { markMoved } from '../sqlite/moved-database.ts'
import { keepData } from './keep-data.ts'
import { OfflineConnection } from './offline-connection.ts'

const APPLICATION = 'com.example.chat'
const NEVER = new AbortController().signal
const report = () => {}

/** A server with a few members and notifications, and a directory for backups. */
async function prepare(): Promise<{ server: TestServer; directory: string; send: () => Promise<string> }> {
  const [server, { path: directory, remove }] = await Promise.all([
    startTestServer(),
    makeTemporaryDirectory(),
  ])
  onTestFinished(async () => {
    await server.stop()
    await remove()
  })
  const clientAppToken = await registerGroup(server.url, 3)
  const key = await server.createKey(APPLICATION)
  return { server, directory, send: () => server.send({ key, clientAppToken, payload: 'x'.repeat(500) }) }
}

function backUp(dataDirectory: string, path: string): Promise<BackUpAnswer> {
  return keepData.backUp({ dataDirectory, path, report, signal: NEVER })
}

function restore(path: string, dataDirectory: string, replace = false) {
  return keepData.restore({ path, dataDirectory, replace, report, signal: NEVER })
}

function verify(dataDirectory: string): Promise<VerifyAnswer> {
  return keepData.verify({ dataDirectory, notificationSeconds: 86_400, report })
}

/** Returns the rows of all tables, in the order of their keys. */
function readTables(path: string): Record<string, unknown[]> {
  const connection = new OfflineConnection(path, 'live')
  const tables = connection.all(
    `SELECT "name" FROM sqlite_schema WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite%'`,
  )
  const rows = tables.map(({ name }) => [name, connection.all(`SELECT * FROM "${name}" ORDER BY 1, 2`)])
  connection.close()
  return Object.fromEntries(rows)
}

async function execute(path: string, sql: string): Promise<void> {
  const connection = new OfflineConnection(path, 'write')
  try {
    await connection.execute(sql)
  } finally {
    connection.close()
  }
}

describe('a backup that is made while senders send', () => {
  it('is restored row by row, with a new epoch, and has no fault', async () => {
    const { server, directory, send } = await prepare()
    const [backup, restored] = [join(directory, 'backup'), join(directory, 'restored')]
    for (let sent = 0; sent < 50; sent += 1) await send()
    let isSending = true
    const sending = (async () => {
      while (isSending) await Promise.all([send(), send(), send()])
    })()
    const made = await backUp(server.dataDirectory, backup)
    isSending = false
    await sending
    expect(made.rows.Notification).toBeGreaterThanOrEqual(50)
    expect(made).toMatchObject({ hasSecret: true, epoch: server.services.context.store.epoch })
    for (const name of await readdir(backup))
      expect((await stat(join(backup, name))).mode & 0o777, name).toBe(0o600)
    expect((await stat(backup)).mode & 0o777).toBe(0o700)
    expect(await readdir(directory)).toEqual(['backup'])

    const { epoch } = await restore(backup, restored)
    expect(epoch).not.toBe(made.epoch)
    const [before, after] = [readTables(join(backup, 'aoi.db')), readTables(join(restored, 'aoi.db'))]
    expect({ ...after, Realm: undefined }).toEqual({ ...before, Realm: undefined })
    expect(after.Realm).toEqual([{ ...(before.Realm?.[0] as object), epoch }])
    const live = readTables(join(server.dataDirectory, 'aoi.db')).Notification ?? []
    expect(before.Notification).toEqual(live.slice(0, made.rows.Notification))
    expect(await readFile(join(restored, 'auth-secret'))).toEqual(
      await readFile(join(server.dataDirectory, 'auth-secret')),
    )
    for (const name of ['aoi.db', 'auth-secret'])
      expect((await stat(join(restored, name))).mode & 0o777, name).toBe(0o600)
    expect((await verify(restored)).faults).toEqual([])
    expect((await verify(server.dataDirectory)).faults).toEqual([])
  })

  it('overwrites nothing', async () => {
    const { server, directory } = await prepare()
    const path = join(directory, 'backup')
    await writeFile(path, 'mine')
    await expect(backUp(server.dataDirectory, path)).rejects.toThrow('exists: name a new path')
    expect(await readFile(path, 'utf8')).toBe('mine')
  })

  it('leaves nothing behind when it is stopped', async () => {
    const { server, directory } = await prepare()
    const stopped = keepData.backUp({
      ...{ dataDirectory: server.dataDirectory, path: join(directory, 'backup'), report },
      signal: AbortSignal.abort(),
    })
    await expect(stopped).rejects.toThrow()
    expect(await readdir(directory)).toEqual([])
  })
})

describe('a backup or a check changes no database, so the server keeps its epoch', () => {
  it('after it has stopped', async () => {
    const { parent, dataDirectory, open } = await prepareStore()
    const first = await open()
    await first.close()
    await backUp(dataDirectory, join(parent, 'backup'))
    expect((await verify(dataDirectory)).faults).toEqual([])
    const second = await open()
    expect(second.epoch).toBe(first.epoch)
    await second.close()
  })

  it('after it was killed, with everything in the WAL', async () => {
    const { parent, dataDirectory, open } = await prepareStore()
    const first = await open()
    await first.recordAudit({ actor: 'a', action: 'key.create', subject: 'k', at: 0 })
    const killed = join(parent, 'killed')
    await mkdir(killed)
    for (const name of ['aoi.db', 'aoi.db-wal', 'witness'])
      await cp(join(dataDirectory, name), join(killed, name))
    await first.close()
    const { rows } = await backUp(killed, join(parent, 'backup'))
    expect(rows.AuditEvent).toBe(1)
    expect((await verify(killed)).faults).toEqual([])
    const second = await openStore({ dataDirectory: killed, clock: systemClock })
    expect(second.epoch).toBe(first.epoch)
    await second.close()
  })
})

async function prepareStore() {
  const { path: parent, remove } = await makeTemporaryDirectory()
  onTestFinished(remove)
  const dataDirectory = join(parent, 'data')
  return { parent, dataDirectory, open: () => openStore({ dataDirectory, clock: systemClock }) }
}

describe('a restore', () => {
  it('is refused while a server runs on the data directory, with --replace as well', async () => {
    const { server, directory } = await prepare()
    const backup = join(directory, 'backup')
    await backUp(server.dataDirectory, backup)
    const before = await readdir(server.dataDirectory)
    for (const replace of [false, true])
      await expect(restore(backup, server.dataDirectory, replace)).rejects.toThrow(
        'Another AOI Server is running on the data directory',
      )
    expect(await readdir(server.dataDirectory)).toEqual(before)
  })

  it('is refused for a data directory with a database, and moves that database aside with --replace', async () => {
    const { server, directory, send } = await prepare()
    const [backup, target] = [join(directory, 'backup'), join(directory, 'target')]
    await backUp(server.dataDirectory, backup)
    await restore(backup, target)
    await send()
    const later = join(directory, 'later')
    await backUp(server.dataDirectory, later)
    const former = await readFile(join(target, 'aoi.db'))
    await expect(restore(later, target)).rejects.toThrow(
      'aoi.db exists: name an empty data directory, or add',
    )
    expect(await readFile(join(target, 'aoi.db'))).toEqual(former)
    const { movedTo = '' } = await restore(later, target, true)
    expect(await readFile(join(movedTo, 'aoi.db'))).toEqual(former)
    expect(readTables(join(target, 'aoi.db')).Notification).toHaveLength(1)
  })

  it('makes a data directory whose database was moved to PostgreSQL ready for a server again', async () => {
    const { parent, dataDirectory, open } = await prepareStore()
    await (await open()).close()
    await backUp(dataDirectory, join(parent, 'backup'))
    await markMoved(dataDirectory, 0)
    await expect(open()).rejects.toThrow(/was moved to PostgreSQL/)
    await restore(join(parent, 'backup'), dataDirectory, true)
    await (await open()).close()
  })

  it('that fails while it puts the files in place leaves a directory on which no server makes an empty database', async () => {
    const { server, directory } = await prepare()
    const [path, dataDirectory] = [join(directory, 'backup'), join(directory, 'target')]
    await backUp(server.dataDirectory, path)
    // Made after the directory was found empty, so that the secret of the backup cannot take its place.
    const hinder = () => void mkdirSync(join(dataDirectory, 'auth-secret'), { recursive: true })
    await expect(
      keepData.restore({
        ...{ path, dataDirectory, replace: false, signal: NEVER },
        report: (step) => (step.startsWith('copying') ? hinder() : undefined),
      }),
    ).rejects.toThrow('EISDIR')
    const opening = openStore({ dataDirectory, clock: systemClock })
    await expect(opening).rejects.toThrow(/restore into .* did not finish/)
    await rm(join(dataDirectory, 'auth-secret'), { recursive: true })
    const { epoch } = await restore(path, dataDirectory)
    const store = await openStore({ dataDirectory, clock: systemClock })
    onTestFinished(() => store.close())
    expect(store.epoch).not.toBe(server.services.context.store.epoch)
    expect(epoch).not.toBe(server.services.context.store.epoch)
  })
})

type Damage = { damage: string; act: (backup: string) => Promise<void>; reason: RegExp }

const DAMAGES: Damage[] = [
  {
    damage: 'a flipped bit in the database',
    act: (b) => flipBit(join(b, 'aoi.db')),
    reason: /aoi\.db is damaged: its SHA-256/,
  },
  {
    damage: 'a flipped bit in the secret',
    act: (b) => flipBit(join(b, 'auth-secret')),
    reason: /auth-secret is damaged: its SHA-256/,
  },
  {
    damage: 'a flipped bit in the manifest',
    act: (b) => flipBit(join(b, 'manifest')),
    reason: /manifest is damaged/,
  },
  {
    damage: 'a truncated database',
    act: (b) => truncate(join(b, 'aoi.db'), 8192),
    reason: /aoi\.db has 8192 bytes instead of/,
  },
  {
    damage: 'a truncated secret',
    act: (b) => truncate(join(b, 'auth-secret'), 3),
    reason: /auth-secret has 3 bytes instead of/,
  },
  {
    damage: 'a truncated manifest',
    act: (b) => truncate(join(b, 'manifest'), 100),
    reason: /manifest is damaged/,
  },
  { damage: 'no database', act: (b) => rm(join(b, 'aoi.db')), reason: /aoi\.db is missing/ },
  { damage: 'no secret', act: (b) => rm(join(b, 'auth-secret')), reason: /auth-secret is missing/ },
  { damage: 'no manifest', act: (b) => rm(join(b, 'manifest')), reason: /manifest is missing/ },
  {
    damage: 'no backup at all',
    act: (b) => rm(b, { recursive: true }),
    reason: /is missing: name a directory/,
  },
  {
    damage: 'a file instead of the directory',
    act: async (b) => {
      await rm(b, { recursive: true })
      await writeFile(b, 'a file')
    },
    reason: /is not a directory: name a directory/,
  },
  {
    damage: 'a directory instead of the database',
    act: async (b) => {
      await rm(join(b, 'aoi.db'))
      await mkdir(join(b, 'aoi.db'))
    },
    reason: /aoi\.db is not a file/,
  },
  {
    damage: 'a secret of another server, with its own checksum',
    act: async (b) => {
      await writeFile(join(b, 'auth-secret'), 'another secret')
      await seal(b)
    },
    reason: /auth-secret is not the secret that the database was used with/,
  },
  {
    damage: 'a wrong checksum of the database',
    act: async (b) => {
      const { size: bytes } = await stat(join(b, 'aoi.db'))
      await seal(b, { files: { 'aoi.db': { bytes, sha256: '0'.repeat(64) } } })
    },
    reason: /aoi\.db is damaged: its SHA-256/,
  },
  {
    damage: 'a migration of a newer version',
    act: (b) => seal(b, { migration: '99990101000000_newer' }),
    reason: /has migration 99990101000000_newer, which this server does not know: version .* made it/,
  },
  {
    damage: 'the format of a newer version',
    act: (b) => seal(b, { format: 3 }),
    reason: /the backup has format 3, and this server reads up to format 2/,
  },
  {
    damage: 'a database with a migration of a newer version',
    act: async (b) => {
      await execute(
        join(b, 'aoi.db'),
        `UPDATE "_prisma_migrations" SET "migration_name" = '99990101000000_newer'
           WHERE "migration_name" = (SELECT max("migration_name") FROM "_prisma_migrations")`,
      )
      await seal(b)
    },
    reason: /The database has migration 99990101000000_newer, which this server does not know/,
  },
  {
    damage: 'a database with fewer rows than counted',
    act: async (b) => {
      await execute(join(b, 'aoi.db'), 'DELETE FROM "AuditEvent"')
      await seal(b)
    },
    reason: /has rows of AuditEvent 0 instead of/,
  },
  {
    damage: 'the database of another server',
    act: async (b) => {
      await execute(join(b, 'aoi.db'), `UPDATE "Realm" SET "serverId" = 'as_another'`)
      await seal(b)
    },
    reason: /has serverId as_another instead of/,
  },
  {
    damage: 'a corrupt page, with its own checksum',
    act: async (b) => {
      const database = await readFile(join(b, 'aoi.db'))
      database.fill(0xff, 4096, 8192)
      await writeFile(join(b, 'aoi.db'), database)
      await seal(b)
    },
    reason: /the database of the backup is damaged/,
  },
  {
    damage: 'a file that is no database, with its own checksum',
    act: async (b) => {
      await writeFile(join(b, 'aoi.db'), 'no database '.repeat(1000))
      await seal(b)
    },
    reason: /the database of the backup is damaged/,
  },
]

/** Writes a manifest that agrees with itself and with the files, but for `changes`. */
async function seal(backup: string, changes: object = {}): Promise<void> {
  const path = join(backup, 'manifest')
  const { checksum: _, ...manifest } = JSON.parse(await readFile(path, 'utf8'))
  for (const name of Object.keys(manifest.files)) {
    const content = await readFile(join(backup, name))
    manifest.files[name] = { bytes: content.length, sha256: sha256(content) }
  }
  const changed = { ...manifest, ...changes }
  await writeFile(path, JSON.stringify({ ...changed, checksum: sha256(JSON.stringify(changed)) }))
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

async function flipBit(path: string): Promise<void> {
  const content = await readFile(path)
  const middle = Math.floor(content.length / 2)
  content[middle] = (content[middle] ?? 0) ^ 1
  await writeFile(path, content)
}

describe('a restore of a damaged backup', () => {
  let intact = ''
  let parent = ''
  beforeAll(async () => {
    const [server, { path, remove }] = await Promise.all([startTestServer(), makeTemporaryDirectory()])
    parent = path
    intact = join(path, 'intact')
    await server.createKey(APPLICATION)
    await backUp(server.dataDirectory, intact)
    await server.stop()
    return remove
  })

  it.each(DAMAGES)('names the reason and touches nothing: $damage', async ({ act, reason }) => {
    const [damaged, target] = [join(parent, 'damaged'), join(parent, 'target')]
    onTestFinished(() => rm(damaged, { recursive: true }).catch(() => undefined))
    await cp(intact, damaged, { recursive: true })
    await act(damaged)
    await expect(restore(damaged, target)).rejects.toThrow(reason)
    expect((await readdir(parent)).includes('target')).toBe(false)
  })

  it('restores the same backup without damage', async () => {
    const target = join(parent, 'whole')
    await restore(intact, target)
    expect((await verify(target)).faults).toEqual([])
  })
})

/** A scheduled notification with the given id, and the time at which it is due. */
const schedule = (id: string, dueAt: string) =>
  `INSERT INTO "ScheduledNotification"
    ("id", "tokenId", "payload", "urgency", "ttlSeconds", "acceptedAt", "deliverAt", "dueAt", "serverApplicationId")
    SELECT ${id}, "id", '1', 'normal', 60, 0, 5, ${dueAt}, 'a' FROM "ClientAppToken" LIMIT 1`

const BREACHES: [string, string, RegExp][] = [
  [
    'a scheduled notification is not in the log',
    schedule('(SELECT "id" FROM "Notification" LIMIT 1)', '5'),
    /notification \S+/,
  ],
  [
    'a scheduled notification either waits or is cancelled',
    schedule(`'neither'`, 'NULL'),
    /notification neither/,
  ],
  [
    'the head of a token is at least its last seq',
    'UPDATE "ClientAppToken" SET "headSeq" = 2',
    /head 2, last seq 5/,
  ],
  [
    'no seq is missing before its notification may be removed',
    'DELETE FROM "Notification" WHERE "seq" = 3',
    /seq 3 to 3/,
  ],
  [
    'no seq is missing before its notification may be removed',
    'DELETE FROM "Notification" WHERE "seq" > 3',
    /seq 4 to 5/,
  ],
  [
    'no cursor is beyond the head or before its start',
    'UPDATE "Registration" SET "ackedSeq" = 6 WHERE "id" = 1',
    /registration 1: cursor 6/,
  ],
  [
    'a registration is either active or ended',
    'UPDATE "Registration" SET "endSeq" = 5 WHERE "id" = 2',
    /registration 2/,
  ],
  ['a token counts its members', 'UPDATE "ClientAppToken" SET "memberCount" = 9', /9 counted, 3 active/],
  [
    'no notification has more acks than recipients',
    'UPDATE "Notification" SET "acked" = 4 WHERE "seq" = 2',
    /seq 2: 4 acks, 3 recipients/,
  ],
  [
    'no notification is acked beyond every cursor',
    'UPDATE "Notification" SET "acked" = 1 WHERE "seq" = 5',
    /seq 5: 1 acks/,
  ],
  [
    'an ack record lies within its log and its block',
    `INSERT INTO "AckRecord" ("tokenId", "fromSeq", "toSeq", "fromRegistrationId", "toRegistrationId", "ackedAt", "expiresAt", "runs")
       VALUES (1, 3, 9, 1, 1, 0, 0, x'00')`,
    /record 1/,
  ],
  [
    'a named recipient belongs to a notification that is sent again',
    'INSERT INTO "Recipient" ("tokenId", "seq", "registrationId") VALUES (1, 2, 1)',
    /seq 2, registration 1/,
  ],
  [
    'the storage use of a party is the sum over its notifications',
    'UPDATE "StorageUse" SET "bytes" = "bytes" + 1',
    /2511 bytes counted, 5 and 2510 stored/,
  ],
  [
    'the storage use of a party is the sum over its notifications',
    'DELETE FROM "StorageUse"',
    /0 notifications and 0 bytes counted/,
  ],
  [
    'the database has one identity and one epoch',
    `UPDATE "Realm" SET "epoch" = ''`,
    /0 rows with an identity/,
  ],
  [
    'every row refers to rows that exist',
    'DELETE FROM "AoiClient" WHERE "id" = (SELECT min("id") FROM "AoiClient")',
    /Registration row \d+ refers to a missing AoiClient/,
  ],
]

describe('a check of a database', () => {
  it('finds no fault in the database of a running server, and each breach of a promise', async () => {
    const { server, directory, send } = await prepare()
    for (let sent = 0; sent < 5; sent += 1) await send()
    expect(await verify(server.dataDirectory)).toEqual({ checks: 16, faults: [] })
    const backup = join(directory, 'backup')
    await backUp(server.dataDirectory, backup)
    for (const [check, sql, detail] of BREACHES) {
      const broken = join(directory, 'broken')
      await cp(backup, broken, { recursive: true })
      await execute(join(broken, 'aoi.db'), `PRAGMA foreign_keys = OFF; ${sql}`)
      const { faults } = await verify(broken)
      expect(faults, check).toContainEqual({ check, detail: expect.stringMatching(detail) })
      await rm(broken, { recursive: true })
    }
  })
})
