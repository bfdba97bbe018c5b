import { spawnSync } from 'node:child_process'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryDirectory } from '../temporary-database.ts'

const BYTES = 192 * 1024 * 1024

/** A file system in a file. The kernel can be told that it has an error, and then makes it read-only. */
export class FailingDisk {
  readonly path: string
  readonly #image: string
  readonly #remove: () => Promise<void>

  private constructor(parts: { path: string; image: string; remove: () => Promise<void> }) {
    this.path = parts.path
    this.#image = parts.image
    this.#remove = parts.remove
  }

  /** Mounts one. Returns `undefined` where this user may not mount, or without `mkfs.ext4` (package e2fsprogs). */
  static async mount(): Promise<FailingDisk | undefined> {
    const { path: directory, remove } = await makeTemporaryDirectory()
    const [path, image] = [join(directory, 'disk'), join(directory, 'image')]
    await mkdir(path)
    await writeFile(image, '')
    await truncate(image, BYTES)
    const disk = new FailingDisk({ path, image, remove })
    if (run('mkfs.ext4', '-q', '-F', image) !== undefined && disk.#mount() && disk.#device !== undefined)
      return disk
    await disk.remove()
    return undefined
  }

  /** Reports an error of the file system to the kernel, which makes it read-only, as after a fault of the disk. */
  async fail(): Promise<void> {
    await writeFile(`/sys/fs/ext4/${this.#device}/trigger_fs_error`, 'a test')
  }

  /** Repairs it and mounts it again. No process may have a file open on it. */
  async repair(): Promise<void> {
    run('umount', this.path)
    run('e2fsck', '-f', '-y', this.#image)
    if (!this.#mount()) throw new Error('the repaired disk cannot be mounted')
  }

  async remove(): Promise<void> {
    run('umount', this.path)
    await this.#remove()
  }

  #mount(): boolean {
    return run('mount', '-o', 'loop,errors=remount-ro', this.#image, this.path) !== undefined
  }

  /** Its name in `/sys`. A real disk never has the name of a loop device. */
  get #device(): string | undefined {
    return /^\/dev\/(loop\d+)$/.exec(run('findmnt', '-n', '-o', 'SOURCE', this.path)?.trim() ?? '')?.[1]
  }
}

/** Returns the output of the command, or `undefined` if it failed or is missing. */
function run(command: string, ...options: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, options, { encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}
