import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { call, registerClient } from '../api-caller.ts'
import { ServerProcess } from '../server-process.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { AoiCommand } from './aoi-command.ts'
import { APPLICATION } from './cast.ts'
import { Listener } from './listener.ts'

/** Strings that occur nowhere else. */
const SEEDS = { raw: 'raw seed 3kfo93mz71qpw8x', split: 'split seed 8dhw20vnxy56tra' }
const ENCODINGS = ['utf8', 'base64', 'base64url', 'hex', 'utf16le'] as const
const PATHS = ['/api/dashboard/overview', '/api/health', '/api/ready', '/api/openapi.json', '/api/v1/tokens']

it('a Token Seed appears neither on disk, nor in the server’s output or answers, nor in the command’s output', async () => {
  const [server, state] = await Promise.all([
    ServerProcess.start({ env: { AOI_LOG_LEVEL: 'debug' } }),
    makeTemporaryDirectory(),
  ])
  onTestFinished(async () => {
    await server.remove()
    await state.remove()
  })
  const key = await server.createKey(APPLICATION)
  const said = [...(await registerWithSeeds(server)), ...(await listenWithSeeds(server, state.path))]
  for (const path of PATHS) said.push((await call(server.url, { path, key })).text)
  for (const list of ['clients', 'tokens', 'keys']) {
    said.push(
      JSON.stringify(await AoiCommand.run(['admin', list, 'list', '--data-dir', server.dataDirectory])),
    )
  }
  await server.run.end('SIGTERM')

  const kept = await Promise.all([readAll(server.dataDirectory), readAll(state.path)])
  const places = [...kept.flat(), Buffer.from(server.output), ...said.map((text) => Buffer.from(text))]
  expect(places.length).toBeGreaterThan(15)
  // The search finds a seed where there is one, so an empty result means something.
  expect(findSeeds(Buffer.from(`x${SEEDS.raw}y`))).not.toEqual([])
  expect(places.flatMap(findSeeds)).toEqual([])
})

/** Registers with the seed itself over HTTP, accepted and refused in every way. Returns the answers. */
async function registerWithSeeds({ url }: ServerProcess): Promise<string[]> {
  const as = await registerClient(url)
  const good = {
    messageType: 'clientAppRegistrationReq',
    aoiClientId: as.aoiClientId,
    ApplicationName: APPLICATION,
    tokenSeed: SEEDS.raw,
  }
  const bodies = [
    { body: good, status: 200 },
    { body: { ...good, seed: SEEDS.raw }, status: 400 },
    { body: { ...good, tokenSeed: SEEDS.raw.repeat(100) }, status: 400 },
    { body: { ...good, tokenSeed: [SEEDS.raw] }, status: 400 },
    { body: { ...good, ApplicationName: '' }, status: 400 },
    { body: { ...good, messageType: SEEDS.raw }, status: 400 },
    { body: { ...good, vapidKey: SEEDS.raw }, status: 400 },
    { body: { ...good, aoiClientId: `ac_${'A'.repeat(22)}` }, status: 401 },
  ]
  const path = '/api/v1/client-app-registrations'
  const asked = [
    ...bodies.map(({ body, status }) => ({ call: { path, as, body }, status })),
    { call: { path, as, raw: `{"tokenSeed":"${SEEDS.raw}"` }, status: 400 },
    { call: { path, body: good }, status: 401 },
  ]
  const texts: string[] = []
  for (const { call: one, status } of asked) {
    const answered = await call(url, one)
    expect(answered.status).toBe(status)
    texts.push(answered.text)
  }
  return texts
}

/** Runs the command with a split seed, and with the seed itself. Returns its output. */
async function listenWithSeeds({ url }: ServerProcess, directory: string): Promise<string[]> {
  const texts: string[] = []
  for (const [name, seed] of Object.entries(SEEDS)) {
    const listener = new Listener({
      name,
      serverUrl: url,
      applicationName: APPLICATION,
      stateDirectory: join(directory, name),
      seed,
      args: name === 'raw' ? ['--no-split'] : [],
    })
    await listener.start()
    await listener.end('SIGTERM')
    texts.push(listener.printed)
  }
  const refused = new AoiCommand(['listen', '--server', url, '--app', '', '--seed', SEEDS.raw])
  expect(await refused.ended).toMatchObject({ code: 2 })
  return [...texts, refused.errors, JSON.stringify(refused.lines)]
}

async function readAll(directory: string): Promise<Buffer[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  )
}

/** Returns the seeds in these bytes, plain or encoded. */
function findSeeds(place: Buffer): string[] {
  return Object.values(SEEDS).flatMap((seed) =>
    ENCODINGS.map((encoding) =>
      encoding === 'utf16le'
        ? Buffer.from(seed, 'utf16le')
        : Buffer.from(Buffer.from(seed).toString(encoding)),
    )
      .filter((needle) => place.includes(needle))
      .map((needle) => `${needle} in ${place.subarray(0, 200)}`),
  )
}
