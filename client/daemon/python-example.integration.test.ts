import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { startTestServer } from '../../server/testing/start-test-server.ts'
import { createAoiClient, openFileStorage } from '../index.ts'
import { startDaemon } from './start-daemon.ts'

const README = new URL('../README.md', import.meta.url)
const hasPython = spawnSync('python3', ['--version']).status === 0

/** The code block of the README's section, as a reader would copy it. */
async function readExample(): Promise<string> {
  const section = (await readFile(README, 'utf8')).split('## The daemon, from another language\n')[1]
  const code = section?.match(/```python\n(.*?)```/s)?.[1]
  if (code === undefined) throw new Error('the README has no example in Python')
  return code
}

function startExample(
  code: string,
  env: Record<string, string>,
): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn('python3', ['-c', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new Error('standard output is no pipe')
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

it('the Python example is 20 lines long', async () => {
  const lines = (await readExample()).split('\n').filter((line) => line !== '')
  expect(lines.length).toBeLessThanOrEqual(20)
})

it.runIf(hasPython)(
  'the Python example registers, prints notifications, and gets missed ones after a restart',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aoi-'))
    const server = await startTestServer()
    const key = await server.createKey('com.example.news')
    const aoiClient = createAoiClient({ serverUrl: server.url, storage: await openFileStorage(directory) })
    const socketPath = join(directory, 'd.sock')
    const unexpected: unknown[] = []
    const daemon = await startDaemon({ aoiClient, socketPath, onError: (error) => unexpected.push(error) })
    const env = { DAEMON_SOCKET: socketPath, AOI_SEED: 'correct horse battery staple' }
    const code = await readExample()

    const first = startExample(code, env)
    const clientAppToken = String((await first.lines.next()).value).replace('token ', '')
    await server.send({ key, clientAppToken, payload: { text: 'hällo' } })
    expect(JSON.parse((await first.lines.next()).value)).toEqual({ text: 'hällo' })
    await server.send({ key, clientAppToken, payload: 'last' })
    expect((await first.lines.next()).value).toBe('"last"')
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    await server.send({ key, clientAppToken, payload: 'meanwhile' })

    const second = startExample(code, env)
    expect((await second.lines.next()).value).toBe(`token ${clientAppToken}`)
    const next = (await second.lines.next()).value
    // The kill may come before the acknowledgement of "last", which then comes again. An earlier one never does: the
    // daemon pushes the next notification only after the acknowledgement.
    expect(next === '"last"' ? (await second.lines.next()).value : next).toBe('"meanwhile"')
    second.child.kill('SIGKILL')
    await daemon.close()
    await aoiClient.close()
    await server.stop()
    await rm(directory, { recursive: true })
    expect(unexpected).toEqual([])
  },
)
