import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type AoiClient, createAoiClient, memoryStorage } from '#client'
import { startTestServer, type TestServer } from '../start-test-server.ts'

const asked = { applicationName: 'com.example.proof', tokenSeed: 'a seed that no server sees' }
let server: TestServer
const started: AoiClient[] = []

beforeAll(async () => {
  server = await startTestServer()
})

afterAll(async () => {
  await Promise.all(started.map((aoiClient) => aoiClient.close()))
  await server?.stop()
})

describe('a registration by proof', () => {
  it('returns the same token as the seed, so that both members receive its notifications', async () => {
    const [byProof, bySeed] = await Promise.all([
      start(server.url).register({ ...asked, tokenProof: true }),
      start(server.url).register(asked),
    ])
    expect(byProof.token).toBe(bySeed.token)
    const payloads: unknown[] = []
    byProof.onNotification((notification) => {
      payloads.push('payload' in notification && notification.payload)
    })
    const key = await server.createKey(asked.applicationName)
    await server.send({ key, clientAppToken: bySeed.token, payload: 'to who proved it' })
    await expect.poll(() => payloads).toEqual(['to who proved it'])
  })

  it('is refused for an origin that is not the server’s', async () => {
    const elsewhere = await startTestServer({ env: { AOI_PUBLIC_URL: 'https://push.example' } })
    onTestFinished(() => elsewhere.stop())
    const registering = start(elsewhere.url).register({ ...asked, tokenProof: true })
    await expect(registering).rejects.toMatchObject({
      code: '400',
      message: expect.stringContaining('origin'),
    })
  })
})

function start(serverUrl: string): AoiClient {
  const aoiClient = createAoiClient({ serverUrl, storage: memoryStorage() })
  started.push(aoiClient)
  return aoiClient
}
