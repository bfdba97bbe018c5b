import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from '../server/testing/server-process.ts'
import { makeTemporaryDirectory } from '../server/testing/temporary-database.ts'
import { runAoi, startAoi } from './command/testing/run-aoi.ts'
import { createServerApplication } from './sending/create-server-application.ts'
import { readAddress } from './unix-server.ts'

it('the commands and the library receive and send at a Unix socket', async () => {
  const directory = await makeTemporaryDirectory()
  onTestFinished(() => directory.remove())
  const serverUrl = `unix:${join(directory.path, 'http.sock')}`
  const env = { AOI_LISTEN: serverUrl, AOI_PUBLIC_URL: 'https://push.example' }
  const server = await ServerProcess.start({ env })
  onTestFinished(() => server.remove())
  const at = ['--server', serverUrl]
  const home = { HOME: directory.path }
  const listen = startAoi(['listen', ...at, '--app', 'com.example.chat', '--count', '1', '--json'], {
    env: home,
  })
  const readToken = () => /"clientAppToken":"([^"]+)"/.exec(listen.stdout)?.[1] ?? ''
  await expect.poll(readToken).not.toBe('')
  const clientAppToken = readToken()
  const apiKey = await server.createKey('com.example.chat')
  const send = ['send', ...at, '--until', 'first', '--wait', '30', clientAppToken, 'hello']
  expect(await runAoi(send, { env: { AOI_KEY: apiKey } })).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await listen.ended).toBe(0)
  expect(listen.stdout).toContain('hello')
  const alarms = createServerApplication({ serverUrl, apiKey })
  const { notificationId } = await alarms.send(clientAppToken, 'second')
  expect(await alarms.cancel(notificationId)).toMatchObject({ recipients: 1, acked: 0 })
})

it('another socket is another server, and a relative path is refused', async () => {
  const [one, other] = ['unix:/run/one.sock', 'unix:/run/other.sock'].map((serverUrl) =>
    readAddress({ serverUrl }),
  )
  expect(one?.serverUrl).not.toBe(other?.serverUrl)
  const wrong = await runAoi(['send', '--server', 'unix:relative', 'token', 'x'], { env: { AOI_KEY: 'key' } })
  expect(wrong).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--server: must be unix: and an'),
  })
})
