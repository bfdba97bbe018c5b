import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionNotification } from '#protocol'
import { AoiConnection, type Credential } from '#server/testing/aoi-connection.ts'
import { registerClient } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(async () => server.stop())

describe('a Web Push message', () => {
  it('reaches every member of a shared token byte for byte, at once and after a time offline', async () => {
    const [alice, bob] = [await join(), await join()]
    bob.connection.close()
    const body = randomBytes(4096)
    await push(alice.token, { body, headers: { 'content-encoding': 'aes128gcm' } })
    expectBody(await alice.connection.first('notification'), { body, headers: { encoding: 'aes128gcm' } })
    const again = await AoiConnection.open(server.url, bob.credential)
    expectBody(await again.first('notification'), { body, headers: { encoding: 'aes128gcm' } })
    alice.connection.close()
    again.close()
  })

  it('carries the headers for aesgcm decryption without the VAPID key, in order with JSON notifications', async () => {
    const carol = await join('a seed of their own')
    const key = await server.createKey('com.example.chat')
    const { token, connection } = carol
    const sent = { encryption: 'salt="a"', 'crypto-key': 'dh=b;p256ecdsa=c' }
    await server.send({ key, clientAppToken: token, payload: 1 })
    await push(token, { body: randomBytes(3), headers: { 'content-encoding': 'aesgcm', ...sent } })
    await push(token, { body: Buffer.alloc(0), headers: {} })
    await server.send({ key, clientAppToken: token, payload: 2 })
    await connection.reach(token, 4)
    const messages = connection.all('notification')
    expect(messages.map((message) => message.seq)).toEqual([1, 2, 3, 4])
    const headers = { encoding: 'aesgcm', encryption: sent.encryption, crypto_key: 'dh=b' }
    expect(messages[1]).toMatchObject({ headers })
    expect(messages[2]).toMatchObject({ data: Buffer.alloc(0), headers: { encoding: 'identity' } })
    connection.close()
  })

  it('replaces a pending message of its topic, and reveals neither topic nor urgency', async () => {
    const frank = await join('a seed with a topic')
    frank.connection.close()
    const headers = { topic: 'score', urgency: 'high' }
    await push(frank.token, { body: randomBytes(1), headers })
    const body = randomBytes(2)
    await push(frank.token, { body, headers })
    const again = await AoiConnection.open(server.url, frank.credential)
    const last = await again.first('notification')
    expectBody(last, { body, headers: { encoding: 'identity' } })
    expect(again.all('notificationGap')).toMatchObject([{ fromSeq: 1, toSeq: 1, reason: 'replaced' }])
    expect(JSON.stringify(last)).not.toMatch(/score|high/)
    again.close()
  })

  it('with TTL 0 reaches connected members, and none that connects later', async () => {
    const [dave, erin] = [await join('a seed for now or never'), await join('a seed for now or never')]
    erin.connection.close()
    const body = randomBytes(10)
    await push(dave.token, { body, headers: { ttl: '0' } })
    expectBody(await dave.connection.first('notification'), { body, headers: { encoding: 'identity' } })
    const again = await AoiConnection.open(server.url, erin.credential)
    expect(await again.first('notificationGap')).toMatchObject({ fromSeq: 1, toSeq: 1, reason: 'expired' })
    expect(again.all('notification')).toEqual([])
    dave.connection.close()
    again.close()
  })
})

type Member = { credential: Credential; connection: AoiConnection; token: string }

async function join(tokenSeed = 'a seed of the group'): Promise<Member> {
  const credential = await registerClient(server.url)
  const connection = await AoiConnection.open(server.url, credential)
  const answered = await connection.register(credential, { tokenSeed, webPush: true })
  if (answered.code !== '200') throw new Error(answered.desc)
  return { credential, connection, token: answered.clientAppToken }
}

async function push(
  token: string,
  message: { body: Buffer<ArrayBuffer>; headers: Record<string, string> },
): Promise<void> {
  const headers = { ttl: '60', ...message.headers }
  const response = await fetch(`${server.url}/wp/${token}`, { method: 'POST', body: message.body, headers })
  expect(response.status).toBe(201)
}

function expectBody(
  message: SessionNotification,
  expected: { body: Buffer; headers: { encoding: string } },
): void {
  expect(message).toMatchObject({ headers: expected.headers })
  expect('data' in message && Buffer.from(message.data).equals(expected.body)).toBe(true)
}
