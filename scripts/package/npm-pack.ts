import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Packs the package in `folder` into `destination`, as npm publishes it: files in order of their names, with one fixed
 * time. So equal folders give equal bytes. Returns the path of the tarball.
 */
export function npmPack(folder: string, destination: string): string {
  mkdirSync(destination, { recursive: true })
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', destination]
  const name = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim()
  return join(destination, name)
}
