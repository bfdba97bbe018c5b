import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DASHBOARD_PAGES } from '#protocol/dashboard/manifest.ts'
import { cookieOf, TEST_PASSWORD } from '#server/testing/dashboard-caller.ts'
import { hasRedisServer, RedisServer } from '#server/testing/redis-server.ts'
import { ServerProcess } from '#server/testing/server-process.ts'
import { createTemporaryPostgresqlDatabase } from '#server/testing/temporary-postgresql.ts'
import { InstalledCommand } from './installed-command.ts'
import { npmInstall } from './npm-install.ts'
import { npmPack } from './npm-pack.ts'
import { loadSetupPage } from './served-page.ts'
import { makeServerPackage } from './server-package.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const APP = 'com.example.news'
const MEBIBYTE = 1024 * 1024

/** Packages that build, check or test. None may be installed where the server only runs. */
const TOOLS =
  /\/(?:@next\/swc.*|@biomejs\/.*|@esbuild\/.*|@img\/.*|@playwright\/.*|@prisma\/(?:engines|dev|studio-core)|@types\/.*|esbuild|playwright.*|prisma|sharp|tailwindcss|tsx|typescript|vitest)$/
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare']

let folder = ''
let tarball = ''
/** The folder in which the server is installed; undefined where npm cannot reach its registry. */
let installed: string | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aoi-package-'))
  await run(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: root })
  tarball = await packServer('first')
  const target = join(folder, 'installed')
  mkdirSync(target)
  const obstacle = await npmInstall(target, [tarball])
  if (obstacle === undefined) installed = target
  else console.log(`package: skips the tests that install: ${obstacle}`)
}, 900_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000)

async function packServer(name: string): Promise<string> {
  const target = join(folder, name, 'aoi-server')
  await makeServerPackage(root, target)
  return npmPack(target, join(folder, name))
}

/** Lists the folders of the packages below `path`, at any depth. */
function listPackages(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.]+\/package\.json$/.test(name))
    .map((name) => join(path, name, '..'))
}

function countBytes(path: string): number {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(path, name)))
    .filter((stats) => stats.isFile())
    .reduce((bytes, stats) => bytes + stats.size, 0)
}

function hash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** Sets the first operator up, and signs in. Returns the cookie. */
async function signIn(server: ServerProcess): Promise<string> {
  const post = (path: string, body: object) =>
    fetch(`${server.url}/api/auth/${path}`, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const code = /enter ([\w-]+)/.exec(server.output)?.[1]
  const operator = { email: 'admin@example.com', password: TEST_PASSWORD }
  expect((await post('accept', { ...operator, code, name: 'Somebody' })).status).toBe(200)
  const answer = await post('sign-in/email', operator)
  expect(answer.status).toBe(200)
  return cookieOf(answer)
}

describe('the package aoi-server', () => {
  it('has the same bytes when it is made twice', async () => {
    expect(hash(await packServer('second'))).toBe(hash(tarball))
  })

  it('contains nothing of the machine that made it', () => {
    const made = join(folder, 'first/aoi-server')
    const telling = readdirSync(made, { recursive: true, encoding: 'utf8' })
      .filter((name) => lstatSync(join(made, name)).isFile())
      .filter((name) => readFileSync(join(made, name)).includes(root.replace(/\/$/, '')))
    expect(telling).toEqual([])
  })

  it('installs no build tools, no scripts that run at installation, and less than 250 MB', ({ skip }) => {
    if (installed === undefined) return skip('npm cannot reach its registry')
    const packages = listPackages(installed)
    expect(packages.length).toBeGreaterThan(100)
    expect(packages.filter((path) => TOOLS.test(path))).toEqual([])
    const scripted = packages.filter((path) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
        scripts?: object
      }
      return Object.keys(scripts).some((name) => INSTALL_SCRIPTS.includes(name))
    })
    expect(scripted).toEqual([])
    expect(countBytes(join(installed, 'node_modules')) / MEBIBYTE).toBeLessThan(250)
  })

  it('is complete for npm, also when something else is installed beside it', async ({ skip }) => {
    if (installed === undefined) return skip('npm cannot reach its registry')
    const beside = join(folder, 'beside')
    cpSync(installed, beside, { recursive: true })
    const { stdout } = await run('npm', ['ls', '--all', '--json'], { cwd: beside })
    expect(JSON.parse(stdout)).not.toHaveProperty('problems')
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', 'ms@2.1.3'], { cwd: beside })
    expect(listPackages(join(beside, 'node_modules/aoi-server'))).toHaveLength(
      listPackages(join(installed, 'node_modules/aoi-server')).length,
    )
  })

  it('serves the pages with everything that they load', async ({ skip }) => {
    if (installed === undefined) return skip('npm cannot reach its registry')
    const server = await ServerProcess.start({ bundle: join(installed, 'node_modules/.bin/aoi-server') })
    onTestFinished(() => server.remove())
    const statuses = await loadSetupPage(server.url)
    expect(statuses.length).toBeGreaterThan(6)
    expect(new Set(statuses)).toEqual(new Set([200]))
    const cookie = await signIn(server)
    const pages = Object.values(DASHBOARD_PAGES).filter(({ permission }) => permission !== 'public')
    const paths = pages.map(({ path }) => path).filter((path) => !path.includes('['))
    expect(paths.length).toBeGreaterThan(5)
    for (const path of [...paths, '/demo/worker.js']) {
      const { status } = await fetch(server.url + path, { headers: { cookie } })
      expect({ path, status }).toEqual({ path, status: 200 })
    }
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(server.errors).not.toContain('"level":"error"')
  })

  it('serves from PostgreSQL, and uses Redis where it is installed', async ({ skip }) => {
    if (installed === undefined) return skip('npm cannot reach its registry')
    const database = await createTemporaryPostgresqlDatabase()
    onTestFinished(() => database.remove())
    const redis = hasRedisServer() ? await RedisServer.start() : undefined
    onTestFinished(async () => void (await redis?.remove()))
    const server = await ServerProcess.start({
      bundle: join(installed, 'node_modules/.bin/aoi-server'),
      databaseUrl: database.databaseUrl,
      env:
        redis === undefined
          ? {}
          : { REDIS_URL: redis.url, AOI_AUTH_SECRET: 'a secret of the tests of packages' },
    })
    onTestFinished(() => server.remove())
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200)
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
  })
})

/** Further versions of Node that the server supports: npm packages that contain only the binary. */
const NODES = ['22.23.5', '24.22.3'].map((version) => `node-${process.platform}-${process.arch}@${version}`)

describe('the installed server and its command', () => {
  /** Returns the path of a Node, or undefined if npm cannot reach its registry. */
  async function findNode(name: string): Promise<string | undefined> {
    if (name === 'this Node') return process.execPath
    const target = mkdtempSync(join(folder, 'node-'))
    if ((await npmInstall(target, [name])) !== undefined) return undefined
    return join(target, 'node_modules', name.replace(/@.*/, ''), 'bin/node')
  }

  it.for(['this Node', ...NODES])('keep a notification over kill -9 on %s', async (name, { skip }) => {
    const node = installed === undefined ? undefined : await findNode(name)
    if (installed === undefined || node === undefined) return skip('npm cannot reach its registry')
    const bin = join(installed, 'node_modules/.bin')
    const server = await ServerProcess.start({ node, bundle: join(bin, 'aoi-server') })
    onTestFinished(() => server.remove())
    const command = new InstalledCommand({ node, path: join(bin, 'aoi'), server })

    const created = await command.run('admin', 'keys', 'create', '--name', 'news', '--application', APP)
    const send = (token: string, payload: string) =>
      command.run(
        'send',
        '--server',
        server.url,
        '--key',
        String(created.key),
        token,
        JSON.stringify(payload),
      )
    const first = command.listen(APP)
    const token = await first.token
    await send(token, 'one')
    expect(await first.payloads).toEqual(['one'])
    await send(token, 'two')
    await server.run.end('SIGKILL')
    await server.begin().ready
    expect(await command.listen(APP).payloads).toEqual(['two'])
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
  })
})
