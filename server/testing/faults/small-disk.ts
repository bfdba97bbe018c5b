import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryDirectory } from '../temporary-database.ts'

const BYTES = 96 * 1024 * 1024

/** A file system of its own, small enough to fill up. */
export class SmallDisk {
  readonly path: string
  readonly #remove: () => Promise<void>

  private constructor(path: string, remove: () => Promise<void>) {
    this.path = path
    this.#remove = remove
  }

  /** Mounts one. Returns `undefined` where this user may not mount. */
  static async mount(): Promise<SmallDisk | undefined> {
    const { path, remove } = await makeTemporaryDirectory()
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${BYTES}`, 'tmpfs', path])
    if (mounted.status === 0) return new SmallDisk(path, remove)
    await remove()
    return undefined
  }

  /** Leaves no byte free. */
  async fill(): Promise<void> {
    await writeFile(this.#ballast, Buffer.alloc(BYTES)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error
    })
  }

  async empty(): Promise<void> {
    await rm(this.#ballast)
  }

  async remove(): Promise<void> {
    spawnSync('umount', [this.path])
    await this.#remove()
  }

  get #ballast(): string {
    return join(this.path, 'ballast')
  }
}
