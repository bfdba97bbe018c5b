// Plain JavaScript, because it runs before anything is built and on any version of Node.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { refuseNode } from '../server/bin/node-version.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const server = new URL('../dist/server/index.mjs', import.meta.url)

/** The sentence that ends the start, or undefined when the server is ready to be loaded. */
function prepare() {
  const refused = refuseNode()
  if (refused !== undefined) return refused
  if (existsSync(new URL('../node_modules/tsx/package.json', import.meta.url))) return build()
  if (existsSync(server)) return undefined
  return 'Nothing is built and the build tools are not installed: run `npm install` first.'
}

function build() {
  const { status, signal } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    cwd: root,
    stdio: 'inherit',
  })
  return status === 0
    ? undefined
    : `The build failed (${signal ?? `exit code ${status}`}); the output above shows the reason.`
}

const obstacle = prepare()
if (obstacle === undefined) {
  // The entry of the package aoi-server, with the same options.
  await import('../server/bin/aoi-server.mjs')
} else {
  console.error(obstacle)
  process.exitCode = 1
}
