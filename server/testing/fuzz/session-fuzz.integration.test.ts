import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { AoiConnection } from '../aoi-connection.ts'
import { call, registerApp, registerClient } from '../api-caller.ts'
import { RawSession } from '../raw-session.ts'
import { readMemory } from '../read-memory.ts'
import { ServerProcess } from '../server-process.ts'
import { authInputs, messageInputs, packetInputs, type SessionSeeds } from './session-inputs.ts'

const INPUTS = Number(process.env.TEST_FUZZ_INPUTS ?? 1200)
/** Below the number that a connection may send at once. */
const INPUTS_PER_CONNECTION = 150
const GROWTH_MB = 20
/** Below the number that an address may register per minute. */
const AOI_CLIENTS = 10

test(`the hub serves on during ${INPUTS} random and mutated messages on websockets`, {
  timeout: 3_600_000,
}, async () => {
  const env = { AOI_TRUSTED_PROXIES: '1', NODE_OPTIONS: '--expose-gc' }
  const server = await ServerProcess.start({ env })
  onTestFinished(() => server.remove())
  const bystander = await newBystander(server)
  await fuzz(server, { inputs: INPUTS_PER_CONNECTION * 10, seed: 1 })
  const before = await readMemory(server)

  const seed = Date.now() % 2 ** 31
  await fuzz(server, { inputs: INPUTS, seed })
  const after = await readMemory(server)

  console.log(
    `fuzz: ${INPUTS} messages, seed ${seed}: holds ${before.heldMb} MB before, ${after.heldMb} MB after`,
  )
  expect(server.output).not.toContain('unexpected error')
  expect(after.heldMb - before.heldMb).toBeLessThan(GROWTH_MB)
  await bystander.expectToBeServed()
})

async function newBystander(server: ServerProcess) {
  const key = await server.createKey('com.example.chat')
  const as = await registerClient(server.url)
  const clientAppToken = await registerApp(server.url, { as, tokenSeed: 'the bystander’s own secret' })
  const connection = await AoiConnection.open(server.url, as)
  onTestFinished(() => connection.close())
  return {
    expectToBeServed: async () => {
      const body = { messageType: 'notificationReq', clientAppToken, payload: 'all well?' }
      const { status } = await call(server.url, { path: '/api/v1/notifications', key, body })
      expect(status).toBe(201)
      expect(await connection.first('notification')).toMatchObject({ seq: 1, payload: 'all well?' })
      expect(connection.all('aoiClosing')).toEqual([])
    },
  }
}

async function fuzz(
  server: ServerProcess,
  { inputs, seed }: { inputs: number; seed: number },
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: AOI_CLIENTS }, () => newSeeds(server.url)))
  const connections = Math.ceil(inputs / INPUTS_PER_CONNECTION)
  for (let number = 0; number < connections; number += 1) {
    const seeds = clients[number % AOI_CLIENTS]
    if (seeds === undefined) throw new Error('there is no AOI Client to fuzz with')
    await fuzzOneSession(server.url, { seeds, seed: seed + number })
    await fuzzHandshake(server.url, { seeds, seed: seed + number })
  }
}

async function newSeeds(url: string): Promise<SessionSeeds> {
  const as = await registerClient(url)
  return { ...as, clientAppToken: await registerApp(url, { as, tokenSeed: 'shared by the fuzz' }) }
}

/** Writes everything at once. Then the server either answers the last message, or has cut the connection off. */
async function fuzzOneSession(
  url: string,
  { seeds, seed }: { seeds: SessionSeeds; seed: number },
): Promise<void> {
  const session = await RawSession.open(url, { 'x-forwarded-for': address(seed) })
  const { clientAppToken, ...credential } = seeds
  session.connect({ protocol: 1, ...credential })
  await session.next('42/aoi,["aoiSession"')
  const inputs = seed % 5 === 0 ? packetInputs(seeds) : messageInputs(seeds)
  for (const input of fc.sample<string | Uint8Array>(inputs, { numRuns: INPUTS_PER_CONNECTION, seed })) {
    session.send(typeof input === 'string' ? input : Buffer.from(input))
  }
  const fence = JSON.stringify([
    'notificationAck',
    { messageType: 'notificationAck', acks: [[clientAppToken, 1]] },
  ])
  session.send(`42/aoi,99${fence}`)
  await Promise.race([session.next('43/aoi,99'), session.closed()])
  session.socket.terminate()
}

/** Expects an end of the handshake for every `auth`: a session, a refusal, or a cut. */
async function fuzzHandshake(
  url: string,
  { seeds, seed }: { seeds: SessionSeeds; seed: number },
): Promise<void> {
  const session = await RawSession.open(url, { 'x-forwarded-for': address(seed + 1) })
  const [auth = ''] = fc.sample(authInputs(seeds), { numRuns: 1, seed })
  session.send(`40/aoi,${auth}`)
  await Promise.race([session.next('44/aoi,'), session.next('42/aoi,["aoiSession"'), session.closed()])
  session.socket.terminate()
}

/** Another address for each session, because this test does not test the limits by address. */
function address(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
}
