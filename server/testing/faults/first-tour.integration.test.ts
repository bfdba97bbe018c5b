import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ServerProcess } from '../server-process.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { AoiCommand } from './aoi-command.ts'
import { Listener } from './listener.ts'

const SEED = 'the seed that three friends have'
const CHAT = 'com.example.chat'
const GAMES = 'com.example.games'

describe('the aoi command, in the tour of the README', () => {
  let server: ServerProcess
  let directory: { path: string; remove(): Promise<void> }
  let key: string

  beforeAll(async () => {
    directory = await makeTemporaryDirectory()
    server = await ServerProcess.start()
    const made = ['keys', 'create', '--name', 'demo', '--application', CHAT, GAMES]
    const [line] = await AoiCommand.run(['admin', ...made, '--data-dir', server.dataDirectory])
    key = String(line?.key)
  })

  afterAll(async () => {
    await server.remove()
    await directory.remove()
  })

  const listen = (name: string, input: { applicationName: string; seed?: string }) => {
    const stateDirectory = join(directory.path, `${expect.getState().currentTestName} ${name}`)
    const listener = new Listener({ name, serverUrl: server.url, stateDirectory, ...input })
    onTestFinished(() => listener.end('SIGKILL').then(() => undefined))
    return listener
  }

  const send = async (token: string, payload: string) => {
    const [line] = await AoiCommand.run(['send', '--server', server.url, token, payload], { AOI_KEY: key })
    return { recipients: line?.recipients, id: String(line?.notificationId) }
  }

  it('gives one token to listeners with one seed and application, and sends only to them', async () => {
    const friends = ['Ada', 'Bob', 'Cyd'].map((name) => listen(name, { applicationName: CHAT, seed: SEED }))
    const others = [
      listen('Dee', { applicationName: CHAT }),
      listen('Eli', { applicationName: GAMES, seed: SEED }),
    ]
    const [token = '', ...equal] = await Promise.all(friends.map((friend) => friend.start()))
    const different = await Promise.all(others.map((other) => other.start()))
    expect(equal).toEqual([token, token])
    expect(new Set([token, ...different])).toHaveLength(3)

    const { recipients, id } = await send(token, '{"text":"hello"}')
    expect(recipients).toBe(3)
    await vi.waitFor(
      () => {
        for (const friend of friends) expect(friend.receipts).toHaveLength(1)
      },
      { timeout: 30_000, interval: 20 },
    )
    // A listener that is stopped first prints everything that it has. After that, its output is complete.
    const everyone = [...friends, ...others]
    expect(await Promise.all(everyone.map((one) => one.end('SIGTERM')))).toMatchObject(
      everyone.map(() => ({ code: 0 })),
    )
    for (const friend of friends) expect(friend.receipts).toMatchObject([{ id, payload: { text: 'hello' } }])
    for (const other of others) expect(other.receipts).toEqual([])
  })

  it('prints notifications sent while a listener was stopped, in order, once', async () => {
    const friends = ['Ada', 'Bob', 'Cyd'].map((name) =>
      listen(name, { applicationName: CHAT, seed: 'another seed of them' }),
    )
    const [token = ''] = await Promise.all(friends.map((friend) => friend.start()))
    const [, , stopped] = friends
    await stopped?.end('SIGTERM')

    const payloads = [1, 2, 3, 4]
    for (const payload of payloads)
      expect(await send(token, String(payload))).toMatchObject({ recipients: 3 })
    await stopped?.start()
    await vi.waitFor(
      () => {
        for (const friend of friends) expect(friend.receipts.length).toBeGreaterThanOrEqual(payloads.length)
      },
      { timeout: 30_000, interval: 20 },
    )
    await Promise.all(friends.map((one) => one.end('SIGTERM')))
    for (const friend of friends) expect(friend.receipts.map(({ payload }) => payload)).toEqual(payloads)
  })
})
