import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createEnrolmentCode } from '../../server/core/enrolment/enrolment-codes.ts'
import type { TestServer } from '../../server/testing/start-test-server.ts'
import { startTestServer } from '../../server/testing/start-test-server.ts'
import type { Run, RunOptions } from './testing/run-aoi.ts'
import { runAoi, startAoi } from './testing/run-aoi.ts'

const APP = 'com.example.news'
let server: TestServer
let key = ''
beforeAll(async () => {
  server = await startTestServer()
  key = await server.createKey(APP, 'com.example.other')
})
afterAll(() => server.stop())

let directory = ''
const runs: Run[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aoi-'))
})
afterEach(async () => {
  for (const run of runs) run.stop()
  await Promise.all(runs.splice(0).map(({ ended }) => ended))
  await rm(directory, { recursive: true })
})

function listen(words: readonly string[] = [], options: RunOptions = {}): Run {
  const run = startAoi(['listen', '--server', server.url, '--app', APP, '--json', ...words], options)
  runs.push(run)
  return run
}

/** Waits for an event of `aoi listen --json`. */
async function event(run: Run, name: string, count = 1): Promise<Record<string, unknown>> {
  for (let line = 1; ; line += 1) {
    const printed = JSON.parse(await run.line(line))
    if (printed.event === name) count -= 1
    if (count === 0) return printed
  }
}

async function register(run: Run): Promise<string> {
  return String((await event(run, 'registered')).clientAppToken)
}

function payloads(run: Run): unknown[] {
  const events = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  return events.filter(({ event }) => event === 'notification').map(({ payload }) => payload)
}

const state = (name: string) => ['--state', join(directory, name)]

async function send(clientAppToken: string, ...sent: unknown[]): Promise<void> {
  for (const payload of sent) await server.send({ key, clientAppToken, payload })
}

it('prints a notification to the listeners with its seed, and to no others', async () => {
  const tokenSeed = randomBytes(16).toString('hex')
  const [alice, bob] = [
    listen(['--seed', tokenSeed, ...state('a')]),
    listen(state('b'), { env: { AOI_SEED: tokenSeed } }),
  ]
  const others = [
    listen(state('c')),
    listen(['--app', 'com.example.other', '--seed', tokenSeed, ...state('d')]),
  ]
  const token = await register(alice)
  expect(await register(bob)).toBe(token)
  const otherTokens = await Promise.all(others.map(register))
  expect(new Set([token, ...otherTokens]).size).toBe(3)

  const sent = await runAoi(['send', '--server', server.url, '--json', token, '{"text":"hello"}'], {
    env: { AOI_KEY: key },
  })
  const { notificationId, recipients } = JSON.parse(sent.stdout)
  expect(recipients).toBe(2)
  for (const run of [alice, bob]) {
    expect(await event(run, 'notification')).toMatchObject({
      id: notificationId,
      seq: 1,
      payload: { text: 'hello' },
    })
  }
  for (const [index, run] of others.entries()) {
    await send(String(otherTokens[index]), 'for you')
    await event(run, 'notification')
    expect(payloads(run)).toEqual(['for you'])
  }
})

it('makes a seed that another listener can join by, and refuses a short one unless it is allowed', async () => {
  const first = listen(['--new-seed', ...state('a')])
  const { tokenSeed } = await event(first, 'seed')
  expect(tokenSeed).toMatch(/^[\w-]{43}$/)
  const token = await register(first)
  expect(await register(listen(['--seed', String(tokenSeed), ...state('b')]))).toBe(token)
  const short = listen(['--seed', 'short', '--allow-short-seed', ...state('c')])
  expect(await register(short)).toMatch(/^g1/)
})

it('sends the seed itself with --no-split, which gives the token of other AOI Clients', async () => {
  const tokenSeed = randomBytes(16).toString('hex')
  const split = await register(listen(['--seed', tokenSeed, ...state('a')]))
  const raw = await register(listen(['--seed', tokenSeed, '--no-split', ...state('b')]))
  expect(raw).toMatch(/^g1/)
  expect(raw).not.toBe(split)
})

it('has the same token after a restart, and prints the missed notifications, in order and once', async () => {
  const first = listen(state('a'))
  const token = await register(first)
  expect(token).toMatch(/^u1/)
  await send(token, 0)
  await event(first, 'notification')
  first.stop()
  expect(await first.ended).toBe(0)
  await send(token, 1, 2, 3)

  const second = listen([...state('a'), '--count', '3'])
  expect(await register(second)).toBe(token)
  expect(await second.ended).toBe(0)
  expect(payloads(second)).toEqual([1, 2, 3])
})

it('registers by an enrolment code if the operator requires one, and asks for it without one', async () => {
  const closed = await startTestServer({ env: { AOI_REGISTRATION: 'code' } })
  const listenThere = (words: readonly string[], options?: RunOptions) =>
    listen(['--server', closed.url, ...words], options)
  const refused = listenThere(state('a'))
  expect(await refused.ended).toBe(4)
  expect(refused.stderr).toMatch(/did not register this AOI Client: enrolmentCode: .* by enrolment code/)
  const made = { actor: 'test', name: 'phones', usesMax: 2 }
  const { code } = await createEnrolmentCode(closed.services.context, made)
  expect(await register(listenThere(['--code', code, ...state('a')]))).toMatch(/^u1/)
  const env = { AOI_ENROLMENT_CODE: code }
  expect(await register(listenThere(state('b'), { env }))).toMatch(/^u1/)
  expect(await listenThere(state('c'), { env }).ended).toBe(4)
  await closed.stop()
})

it('leaves the notifications after --count for the next run', async () => {
  const first = listen([...state('a'), '--count', '1'])
  const token = await register(first)
  await send(token, 1, 2, 3)
  expect(await first.ended).toBe(0)
  const second = listen([...state('a'), '--count', '2'])
  expect(await second.ended).toBe(0)
  expect([...payloads(first), ...payloads(second)]).toEqual([1, 2, 3])
})

it('has a separate state directory for each instance, under XDG_STATE_HOME', async () => {
  const env = { XDG_STATE_HOME: directory }
  const [one, two] = [listen([], { env }), listen(['--instance', '2'], { env })]
  const directories = await Promise.all(
    [one, two].map(async (run) => (await event(run, 'registered')).stateDirectory),
  )
  expect(new Set(directories).size).toBe(2)
  for (const path of directories) expect(String(path).startsWith(join(directory, 'aoi-client'))).toBe(true)
})

it('reports with exit code 1 that another listener uses the state directory, and the remedy', async () => {
  await register(listen(state('a')))
  const second = listen(state('a'))
  expect(await second.ended).toBe(1)
  expect(JSON.parse(second.stderr).error.message).toMatch(/in use by another AOI Client/)
})

it('prints the token for a person, with the command that sends to it', async () => {
  const run = startAoi(['listen', '--server', server.url, '--app', APP, ...state('a')])
  runs.push(run)
  const token = (await run.line(1)).replace(/^token /, '')
  await expect.poll(() => run.stderr).toContain(`aoi send --server ${server.url} ${token} '{"text":"hello"}'`)
  await send(token, 'hello \u009b31m')
  expect(await run.line(2)).toMatch(/^\d{4}-\S+Z #1 "hello \\u009b31m"$/)
})

it('prints only notifications with --quiet', async () => {
  const token = await register(listen([...state('a'), '--count', '1', '--instance', 'x']))
  const run = startAoi([
    'listen',
    '--server',
    server.url,
    '--app',
    APP,
    '--quiet',
    ...state('b'),
    '--seed',
    token,
  ])
  runs.push(run)
  const shared = await register(listen([...state('c'), '--seed', token]))
  await expect.poll(() => server.countMembers(shared)).toBe(2)
  await send(shared, 'alone')
  await run.line(1)
  expect(run.stdout).toMatch(/^\S+ #1 "alone"\n$/)
  expect(run.stderr).toBe('')
})

it('reports the reason for a lost connection, and exits with 0 when it is stopped', async () => {
  const run = startAoi(['listen', '--server', 'http://127.0.0.1:1023', '--app', APP, '--json', ...state('a')])
  expect(await event(run, 'state', 2)).toMatchObject({ state: 'reconnecting', desc: expect.any(String) })
  run.stop()
  expect(await run.ended).toBe(0)
})

it('gives the device its name for operators, and the registration its label for senders', async () => {
  const run = listen([...state('named'), '--name', 'kitchen', '--label', 'Anna'])
  const token = await register(run)
  const { dashboard } = server.services.context
  const { rows } = await dashboard.listRegistrations({ limit: 1, filter: {} })
  expect(rows).toMatchObject([{ clientAppToken: token, aoiClientName: 'kitchen', label: 'Anna' }])
  for (const option of ['--name', '--label']) {
    const refused = await runAoi(['listen', '--server', server.url, '--app', APP, option, 'a\nb'])
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${option}: must not`) })
  }
})
