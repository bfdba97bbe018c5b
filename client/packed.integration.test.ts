import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { npmInstall } from '../scripts/package/npm-install.ts'
import { npmPack } from '../scripts/package/npm-pack.ts'
import { findChromium } from '../scripts/test/chromium.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: { '@types/node': string }
}
/** The sentence for skipped tests. */
let obstacle: string | undefined
let project: string

/** An empty TypeScript project that has installed the packed AOI Client, with the types of Node. */
beforeAll(async () => {
  await run('npx', ['tsx', 'scripts/build.ts', 'bundles', 'client-types'], { cwd: root })
  project = mkdtempSync(join(tmpdir(), 'aoi-packed-'))
  const tarball = npmPack(join(root, 'client'), project)
  obstacle = await npmInstall(project, [tarball, `@types/node@${devDependencies['@types/node']}`])
  if (obstacle !== undefined) console.log(`client: skips the tests of the package: ${obstacle}`)
  writeFileSync(join(project, 'app.ts'), APP)
}, 900_000)

afterAll(() => rmSync(project, { recursive: true }))

const APP = `
import { createAoiClient, memoryStorage, AoiClientError } from 'aoi-client'
import type { ClientAppRegistration, ClientNotification } from 'aoi-client'

const aoiClient = createAoiClient({ serverUrl: 'http://127.0.0.1:1', storage: memoryStorage() })
const use = (registration: ClientAppRegistration): string => registration.token
const read = (notification: ClientNotification): string => notification.id
// @ts-expect-error a number is no URL
const refused = () => createAoiClient({ serverUrl: 1, storage: memoryStorage() })
aoiClient.register({ applicationName: 'a', timeoutMs: 1 }).catch(async (error: unknown) => {
  console.log(error instanceof AoiClientError ? error.code : 'other', typeof use, typeof read, typeof refused)
  await aoiClient.close()
})
`

/** Bundles the project's app for a browser or for Node. Returns the code. */
async function bundle(platform: 'browser' | 'node'): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: ['app.ts'],
    write: false,
    bundle: true,
    platform,
    format: platform === 'browser' ? 'iife' : 'esm',
    packages: platform === 'browser' ? 'bundle' : 'external',
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

it.for(['nodenext', 'bundler'])(
  'type-checks in an empty project with module resolution %s',
  async (resolution, { skip }) => {
    if (obstacle !== undefined) return skip(obstacle)
    const options = ['--strict', '--noImplicitAny', '--target', 'es2022', '--lib', 'es2023,dom', '--noEmit']
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
    const args = ['--module', module, '--moduleResolution', resolution, '--types', 'node', 'app.ts']
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const checked = run(process.execPath, [compiler, ...options, ...args], { cwd: project })
    await expect(checked).resolves.toEqual({ stdout: '', stderr: '' })
  },
)

it('has storage in files for Node alone', async ({ skip }) => {
  if (obstacle !== undefined) return skip(obstacle)
  const program = "console.log(typeof (await import('aoi-client')).openFileStorage)"
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: project })
  expect(stdout).toBe('function\n')
  writeFileSync(
    join(project, 'files.ts'),
    "import { openFileStorage } from 'aoi-client'\nconsole.log(openFileStorage)",
  )
  const bundled = build({
    ...{ absWorkingDir: project, entryPoints: ['files.ts'], bundle: true, write: false },
    ...{ platform: 'browser', logLevel: 'silent' },
  })
  await expect(bundled).rejects.toThrow('openFileStorage')
})

it('runs in Node from its package', async ({ skip }) => {
  if (obstacle !== undefined) return skip(obstacle)
  const args = ['--input-type=module', '-e', await bundle('node')]
  const { stdout } = await run(process.execPath, args, { cwd: project })
  expect(stdout).toBe('timeout function function function\n')
})

it('runs in a browser, bundled with all of its dependencies', async ({ skip }) => {
  if (obstacle !== undefined) return skip(obstacle)
  const found = findChromium()
  if (found === undefined) return skip('there is no Chromium')
  const code = await bundle('browser')
  const browser = await chromium.launch(found.own ? {} : { executablePath: found.path })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const said = page.waitForEvent('console', (message) => message.type() === 'log')
  await page.addScriptTag({ content: code })
  expect((await said).text()).toBe('timeout function function function')
})
