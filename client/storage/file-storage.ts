import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientStorage } from './client-storage.ts'
import { lockDirectory } from './directory-lock.ts'
import { decodeLines, encodeLines } from './journal-lines.ts'

/**
 * Keeps the journal in `directory` (made if missing): the file `journal`, appended to and synced, mode 0600. One
 * process at a time: rejects with `AoiClientError('storage')` while another holds it.
 */
export async function openFileStorage(directory: string): Promise<ClientStorage> {
  return naming(directory, async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const unlock = await lockDirectory(directory)
    try {
      return new FileStorage(directory, { unlock, journal: await openJournal(directory) })
    } catch (error) {
      await unlock()
      throw error
    }
  })
}

class FileStorage implements ClientStorage {
  readonly #directory: string
  readonly #unlock: () => Promise<void>
  #journal: FileHandle

  constructor(directory: string, parts: { journal: FileHandle; unlock: () => Promise<void> }) {
    this.#directory = directory
    this.#journal = parts.journal
    this.#unlock = parts.unlock
  }

  load() {
    return naming(this.#directory, async () => {
      const content = await readFile(join(this.#directory, 'journal'))
      const { records, wholeBytes, damaged } = decodeLines(content)
      const cutBytes = content.byteLength - wholeBytes
      if (damaged.length > 0) await this.#keepAside('journal.damaged', content)
      if (cutBytes > 0) await this.#cut(content, wholeBytes)
      return { records, cutBytes, ...(damaged.length > 0 && { damagedAt: damaged.map(({ at }) => at) }) }
    })
  }

  append(records: readonly unknown[], durability: 'synced' | 'written') {
    return naming(this.#directory, async () => {
      await this.#journal.appendFile(encodeLines(records))
      if (durability === 'synced') await this.#journal.datasync()
    })
  }

  replace(records: readonly unknown[]) {
    return naming(this.#directory, async () => {
      const path = join(this.#directory, 'journal')
      await mkdir(this.#directory, { recursive: true, mode: 0o700 })
      const next = await open(`${path}.new`, 'w', 0o600)
      await next.writeFile(encodeLines(records))
      await next.sync()
      await next.close()
      await rename(`${path}.new`, path)
      // A handle that a disk failure has spoiled may refuse to close.
      await this.#journal.close().catch(() => undefined)
      this.#journal = await openJournal(this.#directory)
    })
  }

  async close() {
    await this.#journal.close().catch(() => undefined)
    await this.#unlock()
  }

  /** Keeps bytes for a person to look at. */
  #keepAside(name: string, content: Uint8Array): Promise<void> {
    return writeFile(join(this.#directory, name), content, { mode: 0o600 })
  }

  /** More than one torn line at the end is no ordinary crash: keeps the tail aside for a person to look at. */
  async #cut(content: Buffer, wholeBytes: number): Promise<void> {
    const tail = content.subarray(wholeBytes)
    const firstEnd = tail.indexOf(0x0a)
    if (firstEnd !== -1 && firstEnd < tail.byteLength - 1) await this.#keepAside('journal.cut', tail)
    await this.#journal.truncate(wholeBytes)
    await this.#journal.sync()
  }
}

/** Opens the journal for appending. The directory is synced, so that the name survives a power cut as well. */
async function openJournal(directory: string): Promise<FileHandle> {
  await rm(join(directory, 'journal.new'), { force: true })
  const journal = await open(join(directory, 'journal'), 'a', 0o600)
  // Windows cannot open a directory, and needs no sync of it.
  if (process.platform !== 'win32') {
    const handle = await open(directory, 'r')
    await handle.sync()
    await handle.close()
  }
  return journal
}

/** Turns errors of the file system into ones that say where. */
async function naming<Result>(directory: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof AoiClientError) throw error
    const cause = error instanceof Error ? error.message : String(error)
    throw new AoiClientError('storage', `the state directory ${directory} cannot be used: ${cause}`)
  }
}
