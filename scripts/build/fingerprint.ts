import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const LEFT_OUT = new Set(['node_modules', 'dist', 'generated', '.next', 'bin'])

/**
 * Returns the SHA-256 of the paths and contents of `inputs`: files, or folders with everything below them. A missing
 * input counts too.
 */
export function fingerprint(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap((input) => listFiles(root, input))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Lists the files at or below `path`, sorted, without tests and build products. */
function listFiles(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (stats === undefined) return []
  if (stats.isFile()) return isTest(path) ? [] : [path]
  if (!stats.isDirectory()) return []
  return readdirSync(join(root, path))
    .filter((name) => !LEFT_OUT.has(name))
    .sort()
    .flatMap((name) => listFiles(root, `${path}/${name}`))
}

function isTest(path: string): boolean {
  return /\.(test|spec)\.tsx?$/.test(path)
}
