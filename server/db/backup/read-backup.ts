import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportStep } from '#protocol/keep-data.ts'
import { verifierOf } from '#server/core/operators/auth-verifier.ts'
import { DATABASE_FILE } from '../connection/data-directory.ts'
import { type Migration, planMigrations } from '../connection/migrations.ts'
import { type DatabaseDescription, describeSoundDatabase } from './describe-database.ts'
import { findPath, sumFile } from './durable-files.ts'
import { type DatabaseFile, DUMP_FILE, type Manifest, readManifest, SECRET_FILE, sumIn } from './manifest.ts'

type Options = {
  /** The kind of database that the backup must be of; unset: any. */
  of?: 'embedded' | 'PostgreSQL'
  /** Those of this server. */
  migrations: readonly Migration[]
  report: ReportStep
}

/**
 * Reads a backup and compares all its parts: the manifest, each file, and for the embedded database the file's content
 * and the secret. Only PostgreSQL can read the content of a dump. Changes nothing. Rejects with one sentence that names
 * the part and the difference.
 */
export async function readBackup(path: string, { of, migrations, report }: Options): Promise<Manifest> {
  const manifest = await readParts(path, { migrations, report })
  refuseOtherKind(path, { ...(of && { of }), manifest })
  if (manifest.format === 2) return manifest
  report('checking the database of the backup')
  const description = await describeSoundDatabase(
    join(path, DATABASE_FILE),
    (fault) => `the database of the backup is damaged: ${fault}. Use another backup`,
  )
  planMigrations(migrations, description.migrations)
  compareDescription(description, manifest)
  if (manifest.files[SECRET_FILE] !== undefined) await compareSecret(path, description)
  return manifest
}

/** Compares the manifest and the checksum of each file of a backup of either kind. */
async function readParts(path: string, { migrations, report }: Omit<Options, 'of'>): Promise<Manifest> {
  const found = await findPath(path)
  if (found?.kind !== 'directory')
    throw new Error(
      `${path} is ${found === undefined ? 'missing' : 'not a directory'}: name a directory that \`aoi admin backup\` made`,
    )
  const manifest = await readManifest(path)
  refuseNewer(manifest, migrations)
  report('comparing checksums')
  for (const name of [DATABASE_FILE, DUMP_FILE, SECRET_FILE] as const)
    await compareFile(path, { name, manifest })
  return manifest
}

function refuseOtherKind(path: string, { of, manifest }: Pick<Options, 'of'> & { manifest: Manifest }): void {
  if (manifest.format === 1 && of === 'PostgreSQL')
    throw new Error(
      `${path} is a backup of the embedded database: restore it without DATABASE_URL, then run \`aoi admin migrate-database\``,
    )
  if (manifest.format === 2 && of === 'embedded')
    throw new Error(
      `${path} is a backup of a PostgreSQL database: set DATABASE_URL to the one to restore into`,
    )
}

function refuseNewer({ migration, serverVersion }: Manifest, migrations: readonly Migration[]): void {
  if (migrations.some(({ name }) => name === migration)) return
  throw new Error(
    `the backup has migration ${migration}, which this server does not know: version ${serverVersion} made it. Install that version`,
  )
}

async function compareFile(
  path: string,
  { name, manifest }: { name: DatabaseFile | typeof SECRET_FILE; manifest: Manifest },
): Promise<void> {
  const file = join(path, name)
  const known = sumIn(manifest, name)
  const found = await findPath(file)
  if (known === undefined) {
    if (found === undefined) return
    throw new Error(`${file} does not belong to the backup: its manifest does not name it`)
  }
  if (found === undefined) throw new Error(`${file} is missing. Use another backup`)
  if (found.kind !== 'file') throw new Error(`${file} is not a file. Use another backup`)
  if (found.bytes !== known.bytes)
    throw new Error(`${file} has ${found.bytes} bytes instead of ${known.bytes}. Use another backup`)
  if ((await sumFile(file)).sha256 !== known.sha256)
    throw new Error(
      `${file} is damaged: its SHA-256 differs from the one in the manifest. Use another backup`,
    )
}

/** Throws one sentence for the first difference between a database and the manifest of its backup. */
export function compareDescription(description: DatabaseDescription, manifest: Manifest): void {
  const { serverId, epoch, migrations, rows } = description
  const pairs = [
    ['serverId', serverId, manifest.serverId],
    ['epoch', epoch, manifest.epoch],
    ['migration', migrations.at(-1)?.name ?? '', manifest.migration],
    ...[...new Set([...Object.keys(rows), ...Object.keys(manifest.rows)])].map(
      (table) => [`rows of ${table}`, rows[table], manifest.rows[table]] as const,
    ),
  ] as const
  for (const [name, found, known] of pairs)
    if (found !== known)
      throw new Error(
        `the database of the backup has ${name} ${found} instead of ${known}, as the manifest says. Use another backup`,
      )
}

async function compareSecret(path: string, { authVerifier }: DatabaseDescription): Promise<void> {
  const file = join(path, SECRET_FILE)
  if (authVerifier === undefined || verifierOf(await readFile(file, 'utf8')) === authVerifier) return
  throw new Error(
    `${file} is not the secret that the database was used with: no authenticator could be checked. Use another backup`,
  )
}
