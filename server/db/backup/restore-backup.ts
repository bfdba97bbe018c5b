import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { RestoreAnswer, RestoreRequest } from '#protocol/keep-data.ts'
import type { Clock } from '#server/core/clock.ts'
import { DATABASE_FILE, prepareDataDirectory, syncDirectory } from '../connection/data-directory.ts'
import type { Migration } from '../connection/migrations.ts'
import { lockDataDirectory } from '../sqlite/directory-lock.ts'
import { STAGED } from '../sqlite/interrupted-restore.ts'
import { MOVED_FILE } from '../sqlite/moved-database.ts'
import { WITNESS_FILE } from '../witness/witness-file.ts'
import { copyDurably, findPath, sumFile, syncFile } from './durable-files.ts'
import { type Manifest, SECRET_FILE, sumIn } from './manifest.ts'
import { quote, withConnection } from './offline-connection.ts'
import { readBackup } from './read-backup.ts'

/** The files of a database in its data directory. The first ones are never overwritten. */
const KEPT = [DATABASE_FILE, `${DATABASE_FILE}-wal`, SECRET_FILE]
const REPLACED = [...KEPT, `${DATABASE_FILE}-shm`, WITNESS_FILE]

type Tools = { clock: Clock; migrations: readonly Migration[] }

/**
 * Puts a backup of the embedded database into a data directory whose server does not run, with a new epoch. It changes nothing before it has
 * checked the whole backup. With `replace` it first moves the files of the former database into a directory beside
 * them. Rejects with one sentence.
 */
export async function restoreBackup(
  { dataDirectory: directory, path, replace, report }: RestoreRequest,
  { clock, migrations }: Tools,
): Promise<RestoreAnswer> {
  const dataDirectory = resolve(directory)
  const manifest = await readBackup(resolve(path), { of: 'embedded', migrations, report })
  prepareDataDirectory(dataDirectory)
  const unlock = await lockDataDirectory(dataDirectory)
  try {
    await refuseOccupied(dataDirectory, replace)
    report(`copying the backup into ${dataDirectory}`)
    const epoch = await stage(dataDirectory, { path: resolve(path), manifest }).catch(async (error) => {
      await removeStaged(dataDirectory)
      throw error
    })
    // A failure from here on leaves the staged files, so that the server does not make an empty database.
    const movedTo = replace ? await moveAside(dataDirectory, { clock, manifest }) : undefined
    await install(dataDirectory, manifest)
    return {
      ...{ dataDirectory, epoch, serverId: manifest.serverId },
      hasSecret: sumIn(manifest, SECRET_FILE) !== undefined,
      ...(movedTo === undefined ? {} : { movedTo }),
    }
  } finally {
    await unlock()
  }
}

async function refuseOccupied(dataDirectory: string, replace: boolean): Promise<void> {
  if (replace) return
  for (const name of KEPT)
    if ((await findPath(join(dataDirectory, name))) !== undefined)
      throw new Error(
        `${join(dataDirectory, name)} exists: name an empty data directory, or add --replace, which moves the files of the former database aside`,
      )
}

async function removeStaged(dataDirectory: string): Promise<void> {
  for (const name of [DATABASE_FILE, SECRET_FILE])
    await rm(join(dataDirectory, `${name}${STAGED}`), { force: true })
}

/** Copies the files of the backup beside their places, and begins the new epoch there. Returns the epoch. */
async function stage(
  dataDirectory: string,
  { path, manifest }: { path: string; manifest: Manifest },
): Promise<string> {
  const epoch = randomUUID()
  await removeStaged(dataDirectory)
  for (const name of [DATABASE_FILE, SECRET_FILE] as const) {
    const known = sumIn(manifest, name)
    if (known === undefined) continue
    const staged = join(dataDirectory, `${name}${STAGED}`)
    await copyDurably(join(path, name), staged)
    if ((await sumFile(staged)).sha256 !== known.sha256)
      throw new Error(`${join(path, name)} was changed while it was copied: restore again`)
  }
  const database = join(dataDirectory, `${DATABASE_FILE}${STAGED}`)
  await withConnection({ path: database, mode: 'write' }, (connection) =>
    connection.execute(`UPDATE "Realm" SET "epoch" = ${quote(epoch)}`),
  )
  await syncFile(database)
  return epoch
}

/** Moves the files of the former database into a new directory. The secret stays if the backup brings none. */
async function moveAside(
  dataDirectory: string,
  { clock, manifest }: { clock: Clock; manifest: Manifest },
): Promise<string | undefined> {
  const hasSecret = sumIn(manifest, SECRET_FILE) !== undefined
  const names: string[] = []
  for (const name of REPLACED)
    if ((name !== SECRET_FILE || hasSecret) && (await findPath(join(dataDirectory, name))) !== undefined)
      names.push(name)
  if (names.length === 0) return undefined
  const aside = join(
    dataDirectory,
    `replaced-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`,
  )
  await mkdir(aside, { mode: 0o700 })
  for (const name of names) await rename(join(dataDirectory, name), join(aside, name))
  syncDirectory(aside)
  syncDirectory(dataDirectory)
  return aside
}

/** Gives the staged files their names. The database comes last: with it the data directory is complete. */
async function install(dataDirectory: string, manifest: Manifest): Promise<void> {
  for (const name of [SECRET_FILE, DATABASE_FILE] as const)
    if (sumIn(manifest, name) !== undefined)
      await rename(join(dataDirectory, `${name}${STAGED}`), join(dataDirectory, name))
  // The restored database is another one than that which was moved to PostgreSQL.
  await rm(join(dataDirectory, MOVED_FILE), { force: true })
  syncDirectory(dataDirectory)
}
