import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import { syncDirectory } from '../connection/data-directory.ts'

/** The name of the witness in the data directory. */
export const WITNESS_FILE = 'witness'

/** The file in the data directory that the database must agree with. It is never part of a backup of the database. */
export class WitnessFile<Content> {
  readonly #path: string
  readonly #schema: z.ZodType<Content>

  constructor(dataDirectory: string, schema: z.ZodType<Content>) {
    this.#path = join(dataDirectory, WITNESS_FILE)
    this.#schema = schema
  }

  /** Returns `undefined` if there is no file, or none that can be read. The database cannot be trusted then. */
  read(): Content | undefined {
    try {
      return this.#schema.safeParse(JSON.parse(readFileSync(this.#path, 'utf8'))).data
    } catch {
      return undefined
    }
  }

  /** Writes the file whole or not at all. It is on disk when the promise resolves. */
  async write(content: Content): Promise<void> {
    const next = `${this.#path}.next`
    const file = await open(next, 'w', 0o600)
    try {
      const bytes = Buffer.from(JSON.stringify(content))
      await file.write(bytes, 0, bytes.length, 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(next, this.#path)
    syncDirectory(dirname(this.#path))
  }

  /** Writes the file whole or not at all, without waiting for the disk. */
  note(content: Content): void {
    const next = `${this.#path}.next`
    writeFileSync(next, JSON.stringify(content), { mode: 0o600 })
    renameSync(next, this.#path)
  }
}
