import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = 'client/dist/types'

export function hasClientTypes(root: string): boolean {
  return existsSync(join(root, FOLDER, 'client/everywhere.d.ts'))
}

/**
 * Makes the declaration files of the AOI Client's package. When it fails, prints the compiler's messages and throws.
 */
export function buildClientTypes(root: string): void {
  rmSync(join(root, FOLDER), { recursive: true, force: true })
  const args = ['node_modules/typescript/bin/tsc', '-p', 'client/tsconfig.types.json']
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('tsc failed to make the declaration files of the AOI Client')
  for (const name of readdirSync(join(root, FOLDER), { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.d.ts')) importByJs(join(root, FOLDER, name))
  }
}

/** Resolvers find `x.d.ts` for an import of `./x.js`, in every mode. */
function importByJs(path: string): void {
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replaceAll(/((?:from|import\() ?'\.[^']*)\.ts'/g, "$1.js'"))
}
