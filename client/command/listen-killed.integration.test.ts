import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestServer } from '../../server/testing/start-test-server.ts'
import { startTestServer } from '../../server/testing/start-test-server.ts'

const APP = 'com.example.news'
const COMMAND = fileURLToPath(new URL('../bin/aoi.mjs', import.meta.url))

let server: TestServer
let key = ''
let directory = ''
const children: ChildProcess[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aoi-'))
  server = await startTestServer()
  key = await server.createKey(APP)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await server.stop()
  await rm(directory, { recursive: true })
})

/** `aoi listen` in a process of its own; standard output goes to a pipe, or to the end of a file. */
function listen(state: string, words: string[], stdout: 'pipe' | number): ChildProcess {
  const line = ['listen', '--server', server.url, '--app', APP, '--state', join(directory, state), ...words]
  const child = spawn(process.execPath, [COMMAND, ...line], {
    stdio: ['ignore', stdout, 'inherit'],
  })
  children.push(child)
  return child
}

/** The next line of `--json` with this event. */
async function read(child: ChildProcess, event: string): Promise<Record<string, unknown>> {
  if (child.stdout === null) throw new Error('standard output is no pipe')
  const lines = createInterface({ input: child.stdout })
  try {
    for await (const line of lines) {
      const printed = JSON.parse(line)
      if (printed.event === event) return printed
    }
  } finally {
    lines.close()
  }
  throw new Error(`it ended before it printed ${event}`)
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

it('prints each notification once and in order, although it is killed repeatedly', async () => {
  const file = join(directory, 'printed')
  const registering = listen('killed', ['--json'], 'pipe')
  const clientAppToken = String((await read(registering, 'registered')).clientAppToken)
  registering.kill('SIGTERM')
  expect(await exitCode(registering)).toBe(0)

  const total = 150
  const printed = async () => (await readFile(file, 'utf8')).split('\n').filter(Boolean)
  const sending = (async () => {
    for (let payload = 1; payload <= total; payload += 1) await server.send({ key, clientAppToken, payload })
  })()
  for (const atLeast of [20, 50, 90, total]) {
    const child = listen('killed', ['--json', '--quiet'], openSync(file, 'a'))
    await expect
      .poll(async () => (await printed()).length, { timeout: 15_000, interval: 5 })
      .toBeGreaterThanOrEqual(atLeast)
    child.kill('SIGKILL')
    await exitCode(child)
  }
  await sending
  const payloads = (await printed()).map((text) => JSON.parse(text).payload)
  expect(payloads).toEqual(Array.from({ length: total }, (_, index) => index + 1))
}, 60_000)

it('exits with 0 when its reader leaves, and keeps the unread notifications for the next run', async () => {
  const child = listen('piped', ['--json'], 'pipe')
  const clientAppToken = String((await read(child, 'registered')).clientAppToken)
  await server.send({ key, clientAppToken, payload: 'read' })
  expect(await read(child, 'notification')).toMatchObject({ payload: 'read' })
  child.stdout?.destroy()
  await server.send({ key, clientAppToken, payload: 'not read' })
  expect(await exitCode(child)).toBe(0)
  const next = listen('piped', ['--json', '--count', '1'], 'pipe')
  expect(await read(next, 'notification')).toMatchObject({ payload: 'not read' })
  expect(await exitCode(next)).toBe(0)
}, 60_000)
