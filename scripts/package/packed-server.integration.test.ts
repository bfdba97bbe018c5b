import { execFile } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from '#server/testing/server-process.ts'
import { InstalledCommand } from './installed-command.ts'
import { loadSetupPage } from './served-page.ts'
import { makeServerPackage, NATIVE } from './server-package.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const APP = 'com.example.news'

let folder = ''
let made = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aoi-packed-'))
  made = join(folder, 'aoi-server')
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: root })
  await makeServerPackage(root, made)
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The short form of `npm run test:packages`: nothing is installed, and the native packages are those of this tree. */
describe('the folder of the package aoi-server', () => {
  it('contains nothing of the machine that made it', () => {
    const telling = readdirSync(made, { recursive: true, encoding: 'utf8' })
      .filter((name) => lstatSync(join(made, name)).isFile())
      .filter((name) => readFileSync(join(made, name)).includes(root.replace(/\/$/, '')))
    expect(telling).toEqual([])
  })

  it('serves a page with everything that it loads, and keeps a notification over kill -9', async () => {
    for (const name of NATIVE) {
      const path = join(made, 'node_modules', name)
      mkdirSync(dirname(path), { recursive: true })
      symlinkSync(join(root, 'node_modules', name), path)
    }
    const server = await ServerProcess.start({ bundle: join(made, 'server/bin/aoi-server.mjs') })
    onTestFinished(() => server.remove())
    const statuses = await loadSetupPage(server.url)
    expect(statuses.length).toBeGreaterThan(6)
    expect(new Set(statuses)).toEqual(new Set([200]))

    const command = new InstalledCommand({
      ...{ node: process.execPath, server },
      path: join(made, 'client/bin/aoi.mjs'),
    })
    const created = await command.run('admin', 'keys', 'create', '--name', 'news', '--application', APP)
    const to = ['send', '--server', server.url, '--key', String(created.key)]
    const first = command.listen(APP)
    const token = await first.token
    await command.run(...to, token, '"one"')
    expect(await first.payloads).toEqual(['one'])
    await command.run(...to, token, '"two"')
    await server.run.end('SIGKILL')
    await server.begin().ready
    expect(await command.listen(APP).payloads).toEqual(['two'])
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(server.errors).not.toContain('"level":"error"')
  })
})
