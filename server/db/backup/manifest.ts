import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '#server/core/parse-json.ts'
import { DATABASE_FILE } from '../connection/data-directory.ts'
import { type FileSum, findPath } from './durable-files.ts'

export const SECRET_FILE = 'auth-secret'
export const MANIFEST_FILE = 'manifest'
/** The dump of a PostgreSQL database. */
export const DUMP_FILE = 'aoi.dump'
/** A backup of the embedded database has format 1, one of a PostgreSQL database format 2. */
const NEWEST_FORMAT = 2
/** A manifest has under 4 KiB. A longer file is none. */
const MANIFEST_BYTES = 65_536

const count = z.int().nonnegative()
const fileSchema = z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })
const elements = {
  serverVersion: z.string(),
  createdAt: z.iso.datetime(),
  /** The last migration of the database. */
  migration: z.string(),
  serverId: z.string(),
  epoch: z.string(),
  /** The rows of each table. */
  rows: z.record(z.string(), count),
}
const secret = { [SECRET_FILE]: fileSchema.optional() }
const embeddedSchema = z.strictObject({
  format: z.literal(1),
  ...elements,
  files: z.strictObject({ [DATABASE_FILE]: fileSchema, ...secret }),
})
const postgresqlSchema = z.strictObject({
  format: z.literal(NEWEST_FORMAT),
  ...elements,
  files: z.strictObject({ [DUMP_FILE]: fileSchema, ...secret }),
})
const manifestSchema = z.discriminatedUnion('format', [embeddedSchema, postgresqlSchema])
const sealedSchema = z.object({ checksum: z.string(), format: z.unknown() }).loose()

/** The description of a backup, in the backup itself. */
export type Manifest = z.infer<typeof manifestSchema>
/** The file with the database in a backup of either format. */
export type DatabaseFile = typeof DATABASE_FILE | typeof DUMP_FILE

/** Returns the manifest's sum of a file; `undefined` if the backup does not have the file. */
export function sumIn({ files }: Manifest, name: DatabaseFile | typeof SECRET_FILE): FileSum | undefined {
  return new Map(Object.entries(files)).get(name)
}

/** Returns the text of the file: the manifest, sealed by a checksum over itself. */
export function sealManifest(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, checksum: sum(manifest) }, null, 2)}\n`
}

/** Reads the manifest of the backup at `path`. Rejects with one sentence if it is missing, damaged or newer. */
export async function readManifest(path: string): Promise<Manifest> {
  const file = join(path, MANIFEST_FILE)
  const found = await findPath(file)
  if (found?.kind !== 'file')
    throw new Error(`${file} is missing: name a directory that \`aoi admin backup\` made`)
  if (found.bytes > MANIFEST_BYTES) throw damaged(file)
  const sealed = sealedSchema.safeParse(parseJson(await readFile(file, 'utf8')))
  if (!sealed.success) throw damaged(file)
  const { checksum, ...content } = sealed.data
  if (checksum !== sum(content)) throw damaged(file)
  if (typeof content.format === 'number' && content.format > NEWEST_FORMAT)
    throw new Error(
      `the backup has format ${content.format}, and this server reads up to format ${NEWEST_FORMAT}: a newer version made it. Install that version`,
    )
  const manifest = manifestSchema.safeParse(content)
  if (!manifest.success) throw damaged(file)
  return manifest.data
}

function sum(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function damaged(file: string): Error {
  return new Error(`${file} is damaged: it does not agree with its own checksum. Use another backup`)
}
