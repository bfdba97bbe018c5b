import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { keepData } from '../../../server/db/backup/keep-data.ts'
import { OfflineConnection } from '../../../server/db/backup/offline-connection.ts'
import { rehearse } from '../../../server/keeping/rehearse.ts'
import { registerGroup } from '../../../server/testing/api-caller.ts'
import { startTestServer } from '../../../server/testing/start-test-server.ts'
import { makeTemporaryDirectory } from '../../../server/testing/temporary-database.ts'
import { replayRehearsal } from './replay-rehearsal.ts'

/** `npm run test:rehearsals -- --count N` makes more. */
const COUNT = Number(process.env.TEST_REHEARSALS ?? 11)
const SEED = Number(process.env.TEST_REHEARSALS_SEED ?? 1)
const APPLICATION = 'com.example.chat'
const NOTIFICATIONS = 200
/** Every fourth backup is good. */
const GOOD = 4

let parent = ''
let intact = ''
/** The database file of the killed server without its WAL. */
let withoutWal = ''

beforeAll(async () => {
  const [server, { path, remove }] = await Promise.all([startTestServer(), makeTemporaryDirectory()])
  parent = path
  intact = join(path, 'intact')
  withoutWal = join(path, 'without-wal.db')
  const clientAppToken = await registerGroup(server.url, 3)
  const key = await server.createKey(APPLICATION)
  const payloads = Array.from({ length: NOTIFICATIONS }, (_, sent) => ({
    sent,
    text: 'x'.repeat((sent * 37) % 900),
  }))
  await Promise.all(payloads.map((payload) => server.send({ key, clientAppToken, payload })))
  await cp(join(server.dataDirectory, 'aoi.db'), withoutWal)
  await backUp(server.dataDirectory)
  await server.stop()
  return remove
})

const report = () => {}
const { signal } = new AbortController()

function backUp(dataDirectory: string) {
  return keepData.backUp({ dataDirectory, path: intact, report, signal })
}

type Random = (below: number) => number
type Damage = { damage: string; act: (backup: string, random: Random) => Promise<void>; reason: RegExp }

const FILES = ['aoi.db', 'auth-secret', 'manifest'] as const

const DAMAGES: readonly Damage[] = [
  {
    damage: 'a flipped bit',
    act: async (backup, random) => {
      const path = join(backup, FILES[random(FILES.length)] ?? 'aoi.db')
      const content = await readFile(path)
      const place = random(content.length)
      content[place] = (content[place] ?? 0) ^ (1 << random(8))
      await writeFile(path, content)
    },
    reason: /(?:aoi\.db|auth-secret) is damaged: its SHA-256|manifest is damaged/,
  },
  {
    damage: 'a truncated file',
    act: async (backup, random) => {
      const path = join(backup, FILES[random(FILES.length)] ?? 'aoi.db')
      await truncate(path, random((await stat(path)).size - 1))
    },
    reason: /has \d+ bytes instead of \d+|manifest is damaged/,
  },
  {
    damage: 'the database file of a running server, without its WAL',
    act: (backup) => cp(withoutWal, join(backup, 'aoi.db')),
    reason: /aoi\.db has \d+ bytes instead of|aoi\.db is damaged/,
  },
  {
    damage: 'the same, with a manifest made for it',
    act: async (backup) => {
      await cp(withoutWal, join(backup, 'aoi.db'))
      await seal(backup)
    },
    reason: /has (?:serverId|migration|rows of \w+|epoch) .* instead of|lacks its tables|no server identity/,
  },
  {
    damage: 'a wrong secret',
    act: async (backup, random) => {
      await writeFile(join(backup, 'auth-secret'), `another secret ${random(1e9)}`)
      await seal(backup)
    },
    reason: /auth-secret is not the secret that the database was used with/,
  },
  {
    damage: 'a damaged page, with a manifest made for it',
    act: async (backup, random) => {
      const path = join(backup, 'aoi.db')
      const content = await readFile(path)
      const page = 1 + random(content.length / 4096 - 1)
      content.fill(0xa5, page * 4096, page * 4096 + 4096)
      await writeFile(path, content)
      await seal(backup)
    },
    reason: /the database of the backup is damaged|malformed|has rows of/,
  },
  {
    damage: 'a row that is gone, with a manifest made for it',
    act: async (backup, random) => {
      await execute(backup, `DELETE FROM "Notification" WHERE "seq" = ${1 + random(NOTIFICATIONS)}`)
      await seal(backup)
    },
    reason: /has rows of Notification 199 instead of 200/,
  },
  {
    damage: 'a cursor beyond its head, with a manifest made for it',
    act: async (backup, random) => {
      await execute(backup, `UPDATE "Registration" SET "ackedSeq" = ${NOTIFICATIONS + 1 + random(1000)}`)
      await seal(backup)
    },
    reason: /no cursor is beyond the head/,
  },
]

async function execute(backup: string, sql: string): Promise<void> {
  const connection = new OfflineConnection(join(backup, 'aoi.db'), 'write')
  await connection.execute(sql)
  connection.close()
}

/** Writes a manifest that agrees with itself and with the files. */
async function seal(backup: string): Promise<void> {
  const path = join(backup, 'manifest')
  const { checksum: _, ...manifest } = JSON.parse(await readFile(path, 'utf8'))
  for (const name of Object.keys(manifest.files)) {
    const content = await readFile(join(backup, name))
    manifest.files[name] = { bytes: content.length, sha256: sha256(content) }
  }
  await writeFile(path, JSON.stringify({ ...manifest, checksum: sha256(JSON.stringify(manifest)) }))
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A sequence of numbers that a seed repeats (mulberry32). */
function makeRandom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Returns the rows of all tables but the epoch, in the order of their keys. */
function readRows(directory: string): Record<string, unknown[]> {
  const connection = new OfflineConnection(join(directory, 'aoi.db'), 'still')
  const tables = connection.all(
    `SELECT "name" FROM sqlite_schema WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite%'`,
  )
  const rows = tables.map(({ name }) => [name, connection.all(`SELECT * FROM "${name}" ORDER BY 1, 2`)])
  connection.close()
  const read = Object.fromEntries(rows) as Record<string, Record<string, unknown>[]>
  return { ...read, Realm: (read.Realm ?? []).map(({ epoch: _, ...realm }) => realm) }
}

async function rehearseBackup(path: string, dataDirectory: string) {
  return rehearse({
    ...{ path, dataDirectory, report, signal, notificationSeconds: 86_400, variables: {} },
    replay: (stage) => replayRehearsal(stage, signal),
  })
}

it(`${COUNT} rehearsals refuse every damaged backup with its reason, and restore every good one row by row`, {
  timeout: 60_000 + COUNT * 5000,
}, async () => {
  const random = makeRandom(SEED)
  const [path, dataDirectory] = [join(parent, 'backup'), join(parent, 'data')]
  const counts = new Map<string, number>()
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const known = readRows(intact)
  let damaged = 0
  for (let index = 0; index < COUNT; index++) {
    await rm(path, { recursive: true, force: true })
    await cp(intact, path, { recursive: true })
    if (index % GOOD === 0) {
      expect(await rehearseBackup(path, dataDirectory)).toMatchObject({ aoiClients: 3, notifications: 600 })
      const restored = join(parent, 'restored')
      await keepData.restore({ path, dataDirectory: restored, replace: false, report, signal })
      expect(readRows(restored)).toEqual(known)
      await rm(restored, { recursive: true })
      count('good')
    } else {
      const kind = DAMAGES[damaged % DAMAGES.length]
      damaged += 1
      if (kind === undefined) throw new Error('there is no damage')
      await kind.act(path, random)
      const what = `${kind.damage}, rehearsal ${index} of seed ${SEED}`
      await expect(rehearseBackup(path, dataDirectory), what).rejects.toThrow(kind.reason)
      count(kind.damage)
    }
    expect(await readdir(dataDirectory)).toEqual(['last-rehearsal'])
  }
  console.log('faults: rehearsals:', Object.fromEntries(counts))
})
