import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Debian 13, the first with a Node that the server supports. */
const SUITE = 'trixie'
/** Files of the tree with the times of the installation. mmdebstrap empties /tmp. */
const TIMES = ['root/began', 'root/ended'] as const

/**
 * Makes a tree of Debian in the empty folder `tree`, and installs the package in it by apt, with everything that it
 * needs. Returns the seconds that the installation took. Needs root and `mmdebstrap`.
 */
export async function installInDebian(tree: string, path: string): Promise<number> {
  const [noteBeginning, noteEnd] = TIMES.map((name) => `date +%s.%N >"$1/${name}"`)
  const install = 'chroot "$1" sh -c "apt-get install -y /tmp/aoi-server_*.deb"'
  const hooks = [`copy-in ${path} /tmp`, noteBeginning, install, noteEnd]
  const args = ['--variant=minbase', ...hooks.map((hook) => `--customize-hook=${hook}`), SUITE, tree]
  await run('mmdebstrap', args, { maxBuffer: 2 ** 24 })
  const [began = 0, ended = 0] = TIMES.map((name) => Number(readFileSync(join(tree, name), 'utf8')))
  for (const name of TIMES) rmSync(join(tree, name))
  return ended - began
}
