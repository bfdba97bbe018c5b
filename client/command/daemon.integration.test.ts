import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LocalApp } from '../daemon/testing/local-app.ts'
import { runAoi, startAoi } from './testing/run-aoi.ts'

it('the daemon prints its address, and on SIGTERM closes every connection and exits with 0', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const run = startAoi(['daemon', '--server', 'http://127.0.0.1:1023', '--state', directory, '--port', '0'])
  const [, socket = '', port = ''] =
    (await run.line(1)).match(/^listening on (.+) and 127\.0\.0\.1:(\d+)$/) ?? []
  expect(socket).toBe(join(directory, 'aoi-1.sock'))
  const apps = [await LocalApp.connect(socket), await LocalApp.connect(Number(port))]
  run.stop()
  expect(await run.ended).toBe(0)
  await Promise.all(apps.map((app) => app.closed))
  expect(existsSync(socket)).toBe(false)
  await rm(directory, { recursive: true })
})

it('--unified-push needs a session bus', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const words = ['daemon', '--server', 'http://127.0.0.1:1023', '--state', directory, '--unified-push']
  const unset = await runAoi(words)
  expect(unset).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('DBUS_SESSION_BUS_ADDRESS') })
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${directory}/bus` }
  const nobody = await runAoi(words, { env })
  expect(nobody).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/--unified-push: the session bus cannot be used: .*ENOENT/),
  })
  await rm(directory, { recursive: true })
})
