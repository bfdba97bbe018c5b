import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
let project: string

/** An empty TypeScript project that has installed the packed AOI Client; its dependencies come from this tree. */
beforeAll(() => {
  execFileSync('npx', ['tsx', 'scripts/build.ts', 'bundles', 'client-types'], { cwd: root })
  project = mkdtempSync(join(tmpdir(), 'aoi-packed-'))
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', project], {
    cwd: join(root, 'client'),
    encoding: 'utf8',
  })
  execFileSync('tar', ['-xzf', join(project, packed.trim()), '-C', modules])
  execFileSync('mv', [join(modules, 'package'), join(modules, 'aoi-client')])
  const dependencies = ['zod', 'socket.io-client', 'socket.io-parser', '@noble', '@node-rs', '@types/node']
  for (const name of [...dependencies, 'hash-wasm', 'citty', 'undici-types', 'typescript'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(project, 'app.ts'), APP)
}, 120_000)

afterAll(() => rmSync(project, { recursive: true }))

const APP = `
import { createAoiClient, memoryStorage, openFileStorage, AoiClientError } from 'aoi-client'
import type { ClientAppRegistration, ClientNotification } from 'aoi-client'

const open: (directory: string) => Promise<unknown> = openFileStorage
const aoiClient = createAoiClient({ serverUrl: 'http://127.0.0.1:1', storage: memoryStorage() })
const use = (registration: ClientAppRegistration): string => registration.token
const read = (notification: ClientNotification): string => notification.id
// @ts-expect-error a number is no URL
const refused = () => createAoiClient({ serverUrl: 1, storage: memoryStorage() })
aoiClient.register({ applicationName: 'a', timeoutMs: 1 }).catch(async (error: unknown) => {
  console.log(error instanceof AoiClientError ? error.code : 'other', typeof open, typeof use, typeof read, typeof refused)
  await aoiClient.close()
})
`

it.each(['nodenext', 'bundler'])(
  'type-checks in an empty project with module resolution %s',
  (resolution) => {
    const options = ['--strict', '--noImplicitAny', '--target', 'es2022', '--lib', 'es2023,dom', '--noEmit']
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
    const args = ['--module', module, '--moduleResolution', resolution, '--types', 'node', 'app.ts']
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const run = () =>
      execFileSync(process.execPath, [compiler, ...options, ...args], { cwd: project, encoding: 'utf8' })
    expect(run).not.toThrow()
  },
)

it('runs in Node from its package', () => {
  const program = APP.split('\n')
    .filter((line) => !line.includes('import type') && !line.includes('@ts-expect-error'))
    .join('\n')
    .replaceAll(
      /: \(directory: string\) => Promise<unknown>|: ClientAppRegistration|: ClientNotification|: string(?= =>)|: unknown/g,
      '',
    )
  const args = ['--input-type=module', '-e', program]
  expect(execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' })).toMatch(
    /^timeout function/,
  )
})
