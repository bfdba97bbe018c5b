import { describe, expect, it } from 'vitest'
import { type Answered, call, registerApp, registerClient } from '../api-caller.ts'
import type { OpenedDoor } from '../api-door.ts'

type Description = { paths: Record<string, Record<string, unknown>> }

/** A token gives nobody access to its members or their notifications, and no answer reveals a secret. */
export function promiseSecrecy(door: OpenedDoor): void {
  describe('secrecy', () => {
    it('keeps a holder of a token and an API key from subscribing, deregistering others and listing members', async () => {
      const { url, keys } = door()
      const [alice, mallory] = [await registerClient(url), await registerClient(url)]
      const tokenSeed = 'seed that Mallory does not know'
      const token = await registerApp(url, { as: alice, tokenSeed })
      const sent = await call(url, {
        path: '/api/v1/notifications',
        key: keys.chat,
        body: { messageType: 'notificationReq', clientAppToken: token, payload: 'words for members' },
      })
      const attempts = await attack(url, {
        token,
        key: keys.chat,
        mallory,
        aliceId: alice.aoiClientId,
        notificationId: String(sent.body.notificationId),
      })
      expect(attempts.length).toBeGreaterThan(60)
      for (const { text } of attempts) {
        expect(text).not.toContain(alice.aoiClientId)
        expect(text).not.toContain('words for members')
      }
      const { body } = await call(url, { path: '/api/v1/tokens', key: keys.chat })
      const rows = body.tokens as { clientAppToken: string; members: number }[]
      expect(rows.find((row) => row.clientAppToken === token)?.members).toBe(1)
      expect(await registerApp(url, { as: alice, tokenSeed })).toBe(token)
    })

    it('repeats no seed, secret or key in its answers, for any fault of a request', async () => {
      const { url, keys } = door()
      const alice = await registerClient(url)
      const seed = 'THE-SEED-THAT-NOBODY-SEES'
      const message = {
        messageType: 'clientAppRegistrationReq',
        aoiClientId: alice.aoiClientId,
        ApplicationName: 'com.example.chat',
        tokenSeed: seed,
      }
      const bodies = [
        JSON.stringify(message),
        JSON.stringify({ ...message, tokenSeed: [seed] }),
        JSON.stringify({ ...message, tokenSeed: seed.repeat(50) }),
        JSON.stringify({ ...message, tokenScope: seed }),
        JSON.stringify({ ...message, vapidKey: seed }),
        JSON.stringify({ ...message, messageType: seed }),
        JSON.stringify(message).slice(0, -1),
        JSON.stringify(message).replace(':', seed),
        `"${seed}"`,
      ]
      const path = '/api/v1/client-app-registrations'
      const answers = await Promise.all([
        ...bodies.map((raw) => call(url, { path, as: alice, raw })),
        ...bodies.map((raw) => call(url, { path: '/api/v1/notifications', key: keys.chat, raw })),
        call(url, { path: `/api/v1/tokens?applicationName=${seed}`, key: keys.chat }),
        call(url, { path: `/api/v1/notifications/${seed}`, key: keys.chat }),
      ])
      for (const { text, headers } of answers) {
        const whole = `${text} ${JSON.stringify([...headers])}`
        for (const secret of [seed, alice.aoiClientSecret, keys.chat]) expect(whole).not.toContain(secret)
      }
    })
  })
}

type Attack = {
  token: string
  key: string
  mallory: { aoiClientId: string; aoiClientSecret: string }
  aliceId: string
  notificationId: string
}

/**
 * Calls every operation of the description as each caller that Mallory can be. Every parameter has a value that she
 * knows.
 */
async function attack(url: string, known: Attack): Promise<Answered[]> {
  const { token, key, mallory, aliceId, notificationId } = known
  const description = (await call(url, { path: '/api/openapi.json' })).body as Description
  const callers = [{ key }, { as: mallory }, { as: { ...mallory, aoiClientId: aliceId } }]
  const registration = { messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.chat' }
  const bodies = [
    { ...registration, aoiClientId: aliceId },
    { ...registration, aoiClientId: mallory.aoiClientId, tokenSeed: token },
    { ...registration, aoiClientId: mallory.aoiClientId, clientAppToken: token },
    { messageType: 'clientAppDeregistrationReq', aoiClientId: aliceId, clientAppToken: token },
  ]
  const attempts: Answered[] = []
  for (const [path, operations] of Object.entries(description.paths)) {
    const filled = path
      .replace('{aoiClientId}', aliceId)
      .replace('{clientAppToken}', token)
      .replace('{id}', notificationId)
    for (const method of Object.keys(operations).map((name) => name.toUpperCase())) {
      for (const caller of callers) {
        const sent = method === 'POST' ? bodies : [undefined]
        for (const body of sent)
          attempts.push(await call(url, { method, path: filled, ...caller, ...(body && { body }) }))
      }
    }
  }
  return attempts
}
