import { copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statement } from '#server/db/connection/single-connection.ts'
import { openStore } from '#server/db/open-store.ts'
import { connectSqlite } from '#server/db/sqlite/sqlite-connection.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { type DatabaseLoss, LossWatch } from './loss-watch.ts'
import { SmallDisk } from './small-disk.ts'

const disk = await SmallDisk.mount()
if (disk === undefined)
  console.log(
    'test: this user may mount no file system, so a full disk under the embedded database is not tested',
  )

let watch: LossWatch
let other: SqlDriverAdapter | undefined

beforeAll(async () => {
  watch = await LossWatch.start(disk === undefined ? {} : { dataDirectory: join(disk.path, 'data') })
})

afterAll(async () => {
  await watch?.stop()
  await disk?.remove()
})

const databaseFile = () => join(watch.server.dataDirectory, 'aoi.db')

const LOSSES: readonly DatabaseLoss[] = [
  {
    what: 'file is moved out of the data directory',
    break: () => rename(databaseFile(), `${databaseFile()}.away`),
    mend: () => rename(`${databaseFile()}.away`, databaseFile()),
    reason: /missing from the data directory/,
  },
  {
    what: 'file is replaced by another while the server runs',
    break: async () => {
      await rename(databaseFile(), `${databaseFile()}.away`)
      await copyFile(`${databaseFile()}.away`, databaseFile())
    },
    mend: () => rename(`${databaseFile()}.away`, databaseFile()),
    reason: /replaced while the server runs/,
  },
  {
    what: 'file is locked by another process',
    break: async () => {
      other = await connectSqlite(databaseFile())
      await other.executeRaw(statement('BEGIN IMMEDIATE'))
    },
    mend: async () => {
      await other?.executeRaw(statement('ROLLBACK'))
      await other?.dispose()
    },
    reason: /locked/,
  },
]

describe('a server whose embedded database', () => {
  it.each(LOSSES)(
    '$what is not ready with a reason, loses nothing, and recovers by itself with two log lines',
    (loss) => watch.expectRecovery(loss),
  )

  it.runIf(disk !== undefined)(
    'has a full disk is not ready with a reason, loses nothing, and recovers by itself',
    () =>
      watch.expectRecovery({
        what: 'has a full disk',
        break: async () => disk?.fill(),
        mend: async () => disk?.empty(),
        reason: /disk/,
        isForestalled: true,
      }),
  )

  it('is complete in the file aoi.db alone after SIGTERM, because draining empties the WAL', async () => {
    const copy = await makeTemporaryDirectory()
    expect(await watch.server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    await copyFile(databaseFile(), join(copy.path, 'aoi.db'))
    const store = await openStore({ dataDirectory: copy.path, clock: systemClock })
    const { rows } = await store.listNotifications({ limit: 1000, now: systemClock.now() })
    await store.close()
    await copy.remove()
    expect(rows).toHaveLength(watch.accepted)
  })
})
