import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { BackUpAnswer, BackUpRequest, PostgresqlSource } from '#protocol/keep-data.ts'
import type { Clock } from '#server/core/clock.ts'
import { verifierOf } from '#server/core/operators/auth-verifier.ts'
import { createPrivateFile, DATABASE_FILE, syncDirectory } from '../connection/data-directory.ts'
import { type DatabaseDescription, describeSoundDatabase } from './describe-database.ts'
import { dumpPostgresql } from './dump-postgresql.ts'
import { copyDurably, findPath, sumFile, syncFile, writeDurably } from './durable-files.ts'
import { DUMP_FILE, MANIFEST_FILE, type Manifest, SECRET_FILE, sealManifest } from './manifest.ts'
import { quote, withConnection } from './offline-connection.ts'

const REPORT_MILLISECONDS = 2000

type Tools = { clock: Clock; serverVersion: string }

/**
 * Makes a backup of the database as the directory `path`, whether a server runs or not. It reads one snapshot (`VACUUM
 * INTO`, or `pg_dump`), which neither waits for writes nor delays them. The directory has its name only once it is
 * complete and on disk. Rejects with one sentence if something is at `path`, or if the database is damaged.
 */
export async function makeBackup(request: BackUpRequest, tools: Tools): Promise<BackUpAnswer> {
  const path = resolve(request.path)
  if ((await findPath(path)) !== undefined)
    throw new Error(`${path} exists: name a new path, because a backup overwrites nothing`)
  if ((await findPath(dirname(path)))?.kind !== 'directory')
    throw new Error(`${dirname(path)} is not a directory: create it first`)
  const partial = `${path}.partial-${randomBytes(6).toString('hex')}`
  await mkdir(partial, { mode: 0o700 })
  try {
    const answer = await fill(partial, { ...request, ...tools })
    request.signal.throwIfAborted()
    // `rename` would replace an empty directory that somebody made meanwhile.
    if ((await findPath(path)) !== undefined)
      throw new Error(`${path} was created meanwhile: name a new path`)
    await rename(partial, path)
    syncDirectory(dirname(path))
    return { path, ...answer }
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

async function fill(partial: string, input: BackUpRequest & Tools): Promise<Omit<BackUpAnswer, 'path'>> {
  const { report, signal, clock, serverVersion, postgresql } = input
  const createdAt = new Date(clock.now()).toISOString()
  const file = join(partial, postgresql === undefined ? DATABASE_FILE : DUMP_FILE)
  const description = await reportGrowth(file, { report, clock }, () =>
    postgresql === undefined ? copyEmbedded(partial, input) : dumpOf(partial, { ...input, ...postgresql }),
  )
  signal.throwIfAborted()
  const hasSecret = await copySecret(partial, { ...input, description })
  signal.throwIfAborted()
  report('computing checksums')
  const { serverId, epoch, rows } = description
  const migration = description.migrations.at(-1)?.name ?? ''
  const secret = hasSecret ? { [SECRET_FILE]: await sumFile(join(partial, SECRET_FILE)) } : {}
  const about = { serverVersion, createdAt, migration, serverId, epoch }
  const sum = await sumFile(file)
  const manifest: Manifest =
    postgresql === undefined
      ? { format: 1, ...about, files: { [DATABASE_FILE]: sum, ...secret }, rows }
      : { format: 2, ...about, files: { [DUMP_FILE]: sum, ...secret }, rows }
  await writeDurably(join(partial, MANIFEST_FILE), sealManifest(manifest))
  syncDirectory(partial)
  return { bytes: sum.bytes, serverId, epoch, migration, rows, hasSecret }
}

function dumpOf(partial: string, input: BackUpRequest & PostgresqlSource): Promise<DatabaseDescription> {
  input.report('dumping the database by pg_dump')
  return dumpPostgresql(partial, input)
}

async function copyEmbedded(
  partial: string,
  { dataDirectory, report }: BackUpRequest,
): Promise<DatabaseDescription> {
  const source = join(resolve(dataDirectory), DATABASE_FILE)
  const found = await findPath(source)
  if (found === undefined || found.bytes === 0)
    throw new Error(`${source} is missing: name the data directory with --data-dir or AOI_DATA_DIR`)
  const copy = join(partial, DATABASE_FILE)
  report(`copying ${describeBytes(found.bytes)} of ${source}`)
  createPrivateFile(copy)
  await withConnection({ path: source, mode: 'live' }, (connection) =>
    connection.execute(`VACUUM INTO ${quote(copy)}`),
  )
  await syncFile(copy)
  report('checking the copy')
  return describeSoundDatabase(
    copy,
    (fault) => `the database is damaged, so no backup was made: ${fault}. Restore an earlier backup`,
  )
}

/** Reports during `work` how long the file is, again and again. */
async function reportGrowth<Result>(
  path: string,
  { report, clock }: Pick<BackUpRequest, 'report'> & { clock: Clock },
  work: () => Promise<Result>,
): Promise<Result> {
  let isDone = false
  let cancel = () => {}
  const next = () => {
    cancel = clock.after(REPORT_MILLISECONDS, async () => {
      const found = await findPath(path).catch(() => undefined)
      if (found !== undefined && found.bytes > 0) report(`copied ${describeBytes(found.bytes)}`)
      if (!isDone) next()
    })
  }
  next()
  try {
    return await work()
  } finally {
    isDone = true
    cancel()
  }
}

/** Copies the secret if the database was used with it. With `AOI_AUTH_SECRET` it was used with another one. */
async function copySecret(
  partial: string,
  { dataDirectory, description }: BackUpRequest & { description: DatabaseDescription },
): Promise<boolean> {
  const source = join(resolve(dataDirectory), SECRET_FILE)
  if ((await findPath(source))?.kind !== 'file') return false
  const { authVerifier } = description
  if (authVerifier !== undefined && verifierOf(await readFile(source, 'utf8')) !== authVerifier) return false
  await copyDurably(source, join(partial, basename(source)))
  return true
}

function describeBytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
