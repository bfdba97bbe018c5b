import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '#server/testing/free-port.ts'
import { sendFirst, serve } from './first-notification.ts'
import { npmInstall } from './npm-install.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
/** The versions of Node with long-term support, beside the oldest one, which runs all tests. */
const VERSIONS = ['22', '24'] as const
const UNIT_TESTS = ['protocol', 'client', 'server/core', 'server/db']
/** npm's package `node` installs this one, by a script. */
const BINARY = `node-${process.platform}-${process.arch}`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aoi-node-versions-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(VERSIONS)('Node %s', (version) => {
  let obstacle: string | undefined
  let node = ''

  beforeAll(async () => {
    const target = join(folder, version)
    mkdirSync(target)
    obstacle = await npmInstall(target, [`${BINARY}@${version}`])
    if (obstacle !== undefined) {
      console.log(`node-versions: Node ${version} is not tried: ${obstacle}`)
      return
    }
    node = join(target, 'node_modules', BINARY, 'bin/node')
    const { stdout } = await run(node, ['--version'])
    console.log(`node-versions: runs ${stdout.trim()}`)
    expect(stdout).toMatch(`v${version}.`)
  }, 300_000)

  it('starts the server as `npm start` does, delivers a first notification, and drains', async ({ skip }) => {
    if (obstacle !== undefined) return skip(obstacle)
    const port = await findFreePort()
    const env = { ...process.env, PORT: String(port), AOI_DATA_DIR: join(folder, version, 'data') }
    const server = await serve([node, 'scripts/start.mjs'], { cwd: root, env })
    onTestFinished(() => void server.end('SIGKILL'))
    const url = `http://127.0.0.1:${port}`
    expect((await fetch(`${url}/sign-in`)).status).toBe(200)
    const aoi = [node, join(root, 'client/bin/aoi.mjs')]
    const state = join(folder, version, 'state')
    expect(
      await sendFirst({ url, aoi, admin: [...aoi, 'admin'], state, folder: join(folder, version) }),
    ).toContain('hello')
    expect(await server.end('SIGTERM')).toBe(0)
  }, 900_000)

  it('passes the unit tests of the protocol, the client, the domain and the database', async ({ skip }) => {
    if (obstacle !== undefined) return skip(obstacle)
    const words = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...UNIT_TESTS]
    const { VITEST: _, ...env } = process.env
    const { stdout } = await run(node, words, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }).catch(
      (error: { stdout?: string }) => {
        throw new Error(`the unit tests fail:\n${error.stdout}`)
      },
    )
    const summary = stdout.split('\n').find((line) => line.includes('Tests'))
    console.log(`node-versions: Node ${version}: ${summary?.trim()}`)
    expect(summary).toMatch(/passed/)
  }, 900_000)
})
