// Plain JavaScript, because it runs before anything is built and on any version of Node.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = [20, 19]
const root = fileURLToPath(new URL('..', import.meta.url))
const server = new URL('../dist/server/index.mjs', import.meta.url)

/** The sentence that ends the start, or undefined when the server is ready to be loaded. */
function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    return `The AOI Server needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. Node 24 is recommended.`
  }
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
    : `The build failed (${signal ?? `exit code ${status}`}); what went wrong stands above.`
}

const obstacle = prepare()
if (obstacle === undefined) {
  process.env.NODE_ENV ??= 'production'
  process.setSourceMapsEnabled(true)
  // In this very process, so that a signal sent to it reaches the server.
  await import(server.href)
} else {
  console.error(obstacle)
  process.exitCode = 1
}
