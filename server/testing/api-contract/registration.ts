import { describe, expect, it } from 'vitest'
import { aoiClientRegistrationResSchema, clientAppRegistrationResSchema } from '#protocol'
import { call, registerApp, registerClient } from '../api-caller.ts'
import type { OpenedDoor } from '../api-door.ts'

const PATH = '/api/v1/client-app-registrations'
const request = { messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.chat' }

/** Sections 2 and 4 of `docs/protocol.md`. */
export function promiseRegistration(door: OpenedDoor): void {
  describe('registration', () => {
    it('gives an AOI Client its ID, and its secret once', async () => {
      const body = {
        messageType: 'aoiClientRegistrationReq',
        deviceInfo: { name: 'kitchen', platform: 'linux' },
      }
      const { status, body: message, headers } = await call(door().url, { path: '/api/v1/aoi-clients', body })
      expect(status).toBe(200)
      expect(aoiClientRegistrationResSchema.parse(message).code).toBe('200')
      expect(headers.get('cache-control')).toBe('no-store')
    })

    it('gives two AOI Clients with one seed the same token, and a new token to each request without a seed', async () => {
      const { url } = door()
      const [alice, bob] = [await registerClient(url), await registerClient(url)]
      const tokenSeed = 'a seed of the family'
      const shared = await registerApp(url, { as: alice, tokenSeed })
      expect(shared).toMatch(/^g1/)
      expect(await registerApp(url, { as: bob, tokenSeed })).toBe(shared)
      const unique = await registerApp(url, { as: alice })
      expect(unique).toMatch(/^u1/)
      expect(await registerApp(url, { as: alice })).not.toBe(unique)
    })

    it('returns the URL to which Server Applications send', async () => {
      const { url } = door()
      const alice = await registerClient(url)
      const body = { ...request, aoiClientId: alice.aoiClientId, tokenSeed: 'a seed of the sender' }
      const message = clientAppRegistrationResSchema.parse(
        (await call(url, { path: PATH, as: alice, body })).body,
      )
      expect(message).toMatchObject({ code: '200', aoiServerUrl: expect.stringMatching(/^http/) })
    })

    it('refuses a seed that can be guessed, and names the element and the required size', async () => {
      const { url } = door()
      const alice = await registerClient(url)
      const body = { ...request, aoiClientId: alice.aoiClientId, tokenSeed: 'fifteen bytes..' }
      const { status, body: message } = await call(url, { path: PATH, as: alice, body })
      expect([status, message.code]).toEqual([400, '400'])
      expect(message.desc).toMatch(/^tokenSeed: must be at least 16 bytes/)
    })

    it('refuses with 401 a caller that is not, or does not name, the AOI Client that signed in', async () => {
      const { url } = door()
      const [alice, mallory] = [await registerClient(url), await registerClient(url)]
      const body = { ...request, aoiClientId: alice.aoiClientId }
      const forged = { ...alice, aoiClientSecret: mallory.aoiClientSecret }
      const refused = [
        await call(url, { path: PATH, body }),
        await call(url, { path: PATH, body, as: mallory }),
        await call(url, { path: PATH, body, as: forged }),
        await call(url, { path: PATH, body, headers: { authorization: 'Basic not-base64-of-anything' } }),
        await call(url, { path: PATH, body, headers: { authorization: 'Bearer abc' } }),
      ]
      for (const { status, body: message, headers } of refused) {
        expect(status).toBe(401)
        expect(message).toEqual({
          messageType: 'clientAppRegistrationRes',
          code: '401',
          desc: expect.any(String),
        })
        expect(headers.get('www-authenticate')).toMatch(/^Basic/)
      }
    })

    it('refuses an invalid element with 400 and its name', async () => {
      const { url } = door()
      const alice = await registerClient(url)
      const { aoiClientId } = alice
      const wrong: [object, RegExp][] = [
        [{ ApplicationName: 'a', aoiClientId }, /messageType/],
        [{ messageType: request.messageType, aoiClientId }, /ApplicationName/],
        [{ ...request, aoiClientId, ApplicationName: '' }, /ApplicationName/],
        [{ ...request, aoiClientId, ApplicationName: 'é'.repeat(128) }, /ApplicationName/],
        [{ ...request, aoiClientId, tokenSeed: 7 }, /tokenSeed/],
        [
          { ...request, aoiClientId, vapidKey: `B${'A'.repeat(86)}`, tokenSeed: 'a seed of the family' },
          /vapidKey/,
        ],
        [{ ...request, aoiClientId, tokenScope: 'https://elsewhere.example.com' }, /tokenScope/],
        [{ ...request, aoiClientId, clientAppToken: 'g1' }, /unknown element "clientAppToken"/],
      ]
      for (const [body, named] of wrong) {
        const { status, body: message } = await call(url, { path: PATH, as: alice, body })
        expect(status).toBe(400)
        expect(message).toMatchObject({ messageType: 'clientAppRegistrationRes', code: '400' })
        expect(message.desc).toMatch(named)
      }
    })

    it('refuses U+0000 in stored text, because some databases cannot store it', async () => {
      const { url, keys } = door()
      const alice = await registerClient(url)
      const body = { ...request, aoiClientId: alice.aoiClientId, ApplicationName: 'a\u0000b' }
      const registered = await call(url, { path: PATH, as: alice, body })
      expect([registered.status, registered.body.desc]).toEqual([
        400,
        expect.stringMatching(/ApplicationName/),
      ])
      const named = { messageType: 'aoiClientRegistrationReq', deviceInfo: { name: '\u0000' } }
      expect((await call(url, { path: '/api/v1/aoi-clients', body: named })).status).toBe(400)
      expect((await call(url, { path: '/api/v1/tokens?applicationName=%00', key: keys.chat })).status).toBe(
        400,
      )
      expect((await call(url, { path: '/api/v1/tokens?cursor=%00', key: keys.chat })).status).toBe(400)
    })

    it('takes a label for senders, and refuses labels and device names with control characters', async () => {
      const { url, keys } = door()
      const alice = await registerClient(url)
      const register = (label: string) =>
        call(url, { path: PATH, as: alice, body: { ...request, aoiClientId: alice.aoiClientId, label } })
      const { body } = await register('Anna’s phone')
      const sent = await call(url, {
        ...{ path: '/api/v1/notifications', key: keys.chat },
        body: { messageType: 'notificationReq', clientAppToken: body.clientAppToken, payload: 1 },
      })
      const path = `/api/v1/notifications/${String(sent.body.notificationId)}/deliveries`
      const listed = await call(url, { path, key: keys.chat })
      expect(listed.body.deliveries).toMatchObject([{ label: 'Anna’s phone', outcome: 'pending' }])
      for (const label of ['', 'a\nb', 'a\u009bb', 'ä'.repeat(65)]) {
        const refused = await register(label)
        expect([refused.status, refused.body.desc]).toEqual([400, expect.stringMatching(/^label: must/)])
      }
      const named = { messageType: 'aoiClientRegistrationReq', deviceInfo: { name: 'a\u001b[31m' } }
      const refused = await call(url, { path: '/api/v1/aoi-clients', body: named })
      expect([refused.status, refused.body.desc]).toEqual([
        400,
        'deviceInfo.name: must not contain control characters',
      ])
    })

    it('deregisters only the caller, and any number of times', async () => {
      const { url, keys } = door()
      const [alice, bob] = [await registerClient(url), await registerClient(url)]
      const tokenSeed = 'seed of the leavers'
      const token = await registerApp(url, { as: alice, tokenSeed })
      await registerApp(url, { as: bob, tokenSeed })
      for (const _time of [1, 2]) {
        const left = await call(url, { method: 'DELETE', path: `${PATH}/${token}`, as: alice })
        expect(left.status).toBe(200)
        expect(left.body).toEqual({ messageType: 'clientAppDeregistrationRes', code: '200', desc: 'OK' })
      }
      const body = { messageType: 'notificationReq', clientAppToken: token, payload: 1 }
      const sent = await call(url, { path: '/api/v1/notifications', key: keys.chat, body })
      expect(sent.body).toMatchObject({ recipients: 1 })
    })

    it('ends an AOI Client with its registrations only at its own request, and any number of times', async () => {
      const { url, keys } = door()
      const [alice, mallory] = [await registerClient(url), await registerClient(url)]
      const token = await registerApp(url, { as: alice, tokenSeed: 'seed of the ended' })
      const path = `/api/v1/aoi-clients/${alice.aoiClientId}`
      expect((await call(url, { method: 'DELETE', path })).status).toBe(401)
      expect((await call(url, { method: 'DELETE', path, as: mallory })).status).toBe(401)
      expect((await call(url, { method: 'DELETE', path, as: alice })).status).toBe(200)
      expect((await call(url, { method: 'DELETE', path, as: alice })).status).toBe(200)
      const again = { ...request, aoiClientId: alice.aoiClientId }
      expect((await call(url, { path: PATH, as: alice, body: again })).status).toBe(401)
      const body = { messageType: 'notificationReq', clientAppToken: token, payload: 1 }
      const sent = await call(url, { path: '/api/v1/notifications', key: keys.chat, body })
      expect(sent.body).toMatchObject({ code: '200', recipients: 0 })
    })
  })
}
