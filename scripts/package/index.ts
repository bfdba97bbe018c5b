import { spawnSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commitTime } from './commit-time.ts'
import { makeDebianPackage } from './debian-package.ts'
import { hasProgram } from './has-program.ts'
import { npmPack } from './npm-pack.ts'
import { makeServerPackage } from './server-package.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const destination = join(root, 'dist/packages')

/** Builds the product, then its packages into `dist/packages/`. */
async function main(): Promise<void> {
  const args = ['--import', 'tsx', 'scripts/build.ts']
  if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0) {
    process.exitCode = 1
    return
  }
  rmSync(destination, { recursive: true, force: true })
  report(npmPack(join(root, 'client'), destination))
  const folder = join(root, 'dist/aoi-server')
  await makeServerPackage(root, folder)
  report(npmPack(folder, destination))
  if (hasProgram('dpkg-deb'))
    report(makeDebianPackage({ root, server: folder, destination, time: commitTime(root) }))
  else console.log('package: makes no package for Debian: there is no dpkg-deb')
}

function report(path: string): void {
  console.log(`package: ${relative(root, path)}, ${(statSync(path).size / 1e6).toFixed(1)} MB`)
}

await main()
