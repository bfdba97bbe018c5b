import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'
import { Member } from './group.ts'

describe('a group at two providers', () => {
  const sender = makeVapidSender()
  let servers: TestServer[]
  let members: Member[]
  beforeAll(async () => {
    servers = [await startTestServer(), await startTestServer()]
    members = []
    for (const { url } of servers)
      members.push(await Member.join({ serverUrl: url, vapidKey: sender.publicKey }))
  })
  afterAll(async () => {
    for (const member of members) await member.switchOff()
    for (const server of servers) await server.stop()
  })

  it('decrypts one ciphertext that a sender posts to both', async () => {
    const [here, there] = members.map((member) => member.subscriptions.get('shared and bound'))
    if (here === undefined || there === undefined) throw new Error('a member has no subscription')
    expect(there.keys).toEqual(here.keys)
    expect(new URL(there.endpoint).pathname).toBe(new URL(here.endpoint).pathname)
    expect(new URL(there.endpoint).origin).not.toBe(new URL(here.endpoint).origin)
    const { body } = webpush.generateRequestDetails(here, 'encrypted once')
    for (const { endpoint } of [here, there]) {
      const authorization = sender.authorize(new URL(endpoint).origin)
      const headers = { authorization, ttl: '60', 'content-encoding': 'aes128gcm' }
      const sent = await fetch(endpoint, { method: 'POST', headers, body: new Uint8Array(body ?? []) })
      expect(sent.status).toBe(201)
    }
    for (const member of members)
      await expect
        .poll(() => member.textsOf('shared and bound'), { timeout: 15_000 })
        .toEqual(['encrypted once'])
  })
})
