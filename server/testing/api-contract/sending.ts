import { beforeAll, describe, expect, it } from 'vitest'
import {
  deliveriesSchema,
  notificationErrorSchema,
  notificationManyResSchema,
  notificationResSchema,
  notificationStatusSchema,
  type OwnNotifications,
  ownNotificationsSchema,
  tokensSchema,
} from '#protocol'
import { type Answered, call, registerApp, registerClient } from '../api-caller.ts'
import type { OpenedDoor } from '../api-door.ts'

const PATH = '/api/v1/notifications'
const UNKNOWN_TOKEN = `g1${'x'.repeat(43)}`
const UNKNOWN_ID = '019a0d5e-7c00-7000-8000-000000000000'

/** Section 5 of `docs/protocol.md`. */
export function promiseSending(door: OpenedDoor): void {
  describe('sending', () => {
    let token = ''
    beforeAll(async () => {
      const { url } = door()
      const tokenSeed = 'seed of the senders'
      token = await registerApp(url, { as: await registerClient(url), tokenSeed })
      await registerApp(url, { as: await registerClient(url), tokenSeed })
    })
    type Sending = { key?: string; headers?: Record<string, string> } & Record<string, unknown>
    const send = ({ key, headers, ...elements }: Sending = {}): Promise<Answered> => {
      const body = {
        messageType: 'notificationReq',
        clientAppToken: token,
        payload: { text: 'hello' },
        ...elements,
      }
      return call(door().url, { path: PATH, key: key ?? door().keys.chat, body, ...(headers && { headers }) })
    }

    it('answers 201 with the URL, id, seq and recipients of the stored notification', async () => {
      const first = await send()
      expect(first.status).toBe(201)
      const message = notificationResSchema.parse(first.body)
      expect(message).toMatchObject({ code: '200', recipients: 2 })
      expect(first.headers.get('location')).toBe(`${PATH}/${message.notificationId}`)
      const next = await send()
      expect(next.body.seq).toBe(message.seq + 1)
    })

    it('reports the outcomes of a notification, which add up to its recipients', async () => {
      const { url, keys } = door()
      const { body } = await send()
      const asked = await call(url, { path: `${PATH}/${body.notificationId}`, key: keys.chat })
      expect(asked.status).toBe(200)
      const { recipients, acked, pending, expired } = notificationStatusSchema.parse(asked.body)
      expect({ recipients, acked, pending, expired }).toEqual({
        recipients: 2,
        acked: 0,
        pending: 2,
        expired: 0,
      })
    })

    it('lists the outcome of each recipient, in pages', async () => {
      const { url, keys } = door()
      const path = `${PATH}/${(await send()).body.notificationId}/deliveries`
      const first = deliveriesSchema.parse(
        (await call(url, { path: `${path}?limit=1`, key: keys.chat })).body,
      )
      expect(first.deliveries).toEqual([{ registrationId: expect.any(String), outcome: 'pending' }])
      const cursor = encodeURIComponent(first.nextCursor ?? '')
      const rest = deliveriesSchema.parse(
        (await call(url, { path: `${path}?cursor=${cursor}`, key: keys.chat })).body,
      )
      expect(rest.deliveries).toHaveLength(1)
      expect(rest.deliveries).not.toEqual(first.deliveries)
      expect(rest.nextCursor).toBeUndefined()
    })

    it('cancels a pending notification, any number of times', async () => {
      const { url, keys } = door()
      const path = `${PATH}/${(await send()).body.notificationId}`
      for (const _time of [1, 2]) {
        const cancelled = await call(url, { method: 'DELETE', path, key: keys.chat })
        expect([cancelled.status, cancelled.text]).toEqual([204, ''])
      }
      const status = notificationStatusSchema.parse((await call(url, { path, key: keys.chat })).body)
      expect(status).toMatchObject({ pending: 0, expired: 2, expiredBy: { cancelled: 2 } })
      expect(status.cancelledAt).toBeDefined()
    })

    it('tells the effect of a cancel to a sender that asks for it', async () => {
      const { url, keys } = door()
      const path = `${PATH}/${(await send()).body.notificationId}`
      const headers = { prefer: 'return=representation' }
      const cancelled = await call(url, { method: 'DELETE', path, key: keys.chat, headers })
      expect(cancelled.status).toBe(200)
      expect(cancelled.headers.get('preference-applied')).toBe('return=representation')
      const effect = notificationStatusSchema.parse(cancelled.body)
      expect(effect).toMatchObject({ status: 'cancelled', acked: 0, expiredBy: { cancelled: 2 } })
    })

    it('stores a batch of different payloads whole or not at all, once under its key', async () => {
      const { url, keys } = door()
      const path = '/api/v1/notification-batches'
      const post = (
        notifications: readonly object[],
        headers: Record<string, string> = {},
        key = keys.chat,
      ) => call(url, { path, key, headers, body: { messageType: 'notificationBatchReq', notifications } })
      const headSeq = async () => Number((await send()).body.seq)
      const before = await headSeq()
      const good = [1, 2, 3].map((payload) => ({ clientAppToken: token, payload, ttl: payload * 60 }))
      const withKey = { 'idempotency-key': 'a batch of three' }
      const refused = await post([...good, { clientAppToken: UNKNOWN_TOKEN, payload: 4 }], withKey)
      expect(refused.status).toBe(404)
      const error = notificationErrorSchema.parse(refused.body)
      expect(error.desc).toMatch(/^notifications\.3\.clientAppToken: .*; nothing of the batch is stored$/)
      expect(error.errors).toEqual([{ index: 3, code: '404', desc: 'Not Found' }])
      expect((await post(good, {}, keys.games)).body.errors).toHaveLength(3)
      const stored = await post(good, withKey)
      expect(stored.status).toBe(201)
      const { results } = notificationManyResSchema.parse(stored.body)
      expect(results).toMatchObject(
        [1, 2, 3].map((more) => ({ code: '200', seq: before + more, recipients: 2 })),
      )
      expect((await post(good, withKey)).body).toEqual(stored.body)
      expect((await post(good.slice(1), withKey)).status).toBe(422)
      expect(await headSeq()).toBe(before + 4)
    })

    it('names the notification of a batch that is not valid', async () => {
      const { url, keys } = door()
      const post = (body: object) => call(url, { path: '/api/v1/notification-batches', key: keys.chat, body })
      const batch = (...notifications: readonly object[]) =>
        post({ messageType: 'notificationBatchReq', notifications })
      const item = { clientAppToken: token, payload: 1 }
      const large = await batch(item, { ...item, payload: 'x'.repeat(5000) })
      expect([large.status, large.body.desc]).toEqual([
        413,
        expect.stringMatching(/^notifications\.1\.payload: /),
      ])
      const far = await batch({ ...item, deliverAt: '2099-01-01T00:00:00Z' })
      expect([far.status, far.body.desc]).toEqual([
        400,
        expect.stringMatching(/^notifications\.0\.deliverAt: /),
      ])
      const missing = await batch(item, item, { clientAppToken: token })
      expect([missing.status, missing.body.desc]).toEqual([
        400,
        expect.stringContaining('notifications.2.payload'),
      ])
      for (const count of [0, 101])
        expect((await batch(...Array.from({ length: count }, () => item))).status).toBe(400)
      const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
      const mixed = await batch(item, { ...item, deliverAt })
      expect(mixed.body.results).toMatchObject([{ seq: expect.any(Number) }, { deliverAt }])
    })

    it('lists the notifications of the sender alone, filtered and in pages', async () => {
      const { url, keys } = door()
      const list = async (query: string, key = keys.chat) =>
        ownNotificationsSchema.parse((await call(url, { path: `${PATH}?${query}`, key })).body)
      const first = await send({ topic: 'listed' })
      const second = await send({ topic: 'listed' })
      const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
      const later = await send({ topic: 'listed', deliverAt })
      const idsOf = ({ notifications }: OwnNotifications) => notifications.map(({ id }) => id)
      const [older, newer] = [first, second].map(({ body }) => String(body.notificationId))
      expect(idsOf(await list(`topic=listed&clientAppToken=${token}`))).toEqual([newer, older])
      expect(idsOf(await list('topic=listed&status=replaced'))).toEqual([older])
      expect((await list('topic=listed&status=live')).notifications).toMatchObject([
        { id: newer, status: 'live', topic: 'listed', recipients: 2, pending: 2 },
      ])
      const page = await list('topic=listed&limit=1')
      expect(idsOf(page)).toEqual([newer])
      const cursor = encodeURIComponent(page.nextCursor ?? '')
      expect(idsOf(await list(`topic=listed&limit=1&cursor=${cursor}`))).toEqual([older])
      expect((await list('status=scheduled&topic=listed')).notifications).toMatchObject([
        { id: later.body.notificationId, status: 'scheduled', deliverAt, topic: 'listed' },
      ])
      expect(
        idsOf(await list(`status=scheduled&to=${encodeURIComponent(new Date().toISOString())}`)),
      ).toEqual([])
      expect(idsOf(await list(`topic=listed&from=${encodeURIComponent(deliverAt)}`))).toEqual([])
      expect(idsOf(await list('topic=listed', keys.games))).toEqual([])
      const foreign = await call(url, { path: `${PATH}?clientAppToken=${token}`, key: keys.games })
      expect(foreign.status).toBe(404)
      for (const wrong of ['limit=101', 'status=done', 'from=yesterday', 'cursor=x', 'sender=ada'])
        expect((await call(url, { path: `${PATH}?${wrong}`, key: keys.chat })).status).toBe(400)
    })

    it('lists the tokens of the granted applications, with counts and without members', async () => {
      const { url, keys } = door()
      const listed = await call(url, {
        path: '/api/v1/tokens?applicationName=com.example.chat',
        key: keys.chat,
      })
      const { tokens } = tokensSchema.parse(listed.body)
      expect(tokens.find((row) => row.clientAppToken === token)).toMatchObject({ kind: 'shared', members: 2 })
      const others = await call(url, { path: '/api/v1/tokens', key: keys.games })
      expect(tokensSchema.parse(others.body).tokens).toEqual([])
      const foreign = await call(url, {
        path: '/api/v1/tokens?applicationName=com.example.chat',
        key: keys.games,
      })
      expect(foreign.status).toBe(403)
    })

    it('answers a result for each of many tokens in order, and 200 when it stored none', async () => {
      const clientAppTokens = [UNKNOWN_TOKEN, token, token]
      const many = await send({ clientAppToken: undefined, clientAppTokens })
      expect(many.status).toBe(201)
      const { results } = notificationManyResSchema.parse(many.body)
      expect(results.map((result) => [result.clientAppToken, result.code])).toEqual([
        [UNKNOWN_TOKEN, '404'],
        [token, '200'],
        [token, '200'],
      ])
      expect(results[1]).toEqual(results[2])
      const none = await send({ clientAppToken: undefined, clientAppTokens: [UNKNOWN_TOKEN] })
      expect([none.status, notificationManyResSchema.parse(none.body).results.length]).toEqual([200, 1])
      const foreign = await send({
        clientAppToken: undefined,
        clientAppTokens: [token],
        key: door().keys.games,
      })
      expect([foreign.status, notificationManyResSchema.parse(foreign.body).results[0]?.code]).toEqual([
        200,
        '403',
      ])
    })

    it('refuses: 401 without a key, 403 another application, 404 an unknown token, 400 no messageType, 413 5 KB', async () => {
      const { url, keys } = door()
      const body = { messageType: 'notificationReq', clientAppToken: token, payload: 1 }
      const refusals: [string, Answered][] = [
        ['401', await call(url, { path: PATH, body })],
        ['401', await send({ key: `${keys.chat.slice(0, -1)}${keys.chat.endsWith('A') ? 'B' : 'A'}` })],
        ['401', await send({ key: 'nonsense' })],
        ['403', await send({ key: keys.games })],
        ['404', await send({ clientAppToken: UNKNOWN_TOKEN })],
        ['404', await call(url, { path: `${PATH}/${UNKNOWN_ID}`, key: keys.chat })],
        ['400', await send({ messageType: undefined })],
        ['413', await send({ payload: 'x'.repeat(5 * 1024) })],
      ]
      for (const [code, { status, body: message }] of refusals) {
        expect(message).toEqual({ messageType: 'notificationRes', code, desc: expect.any(String) })
        expect(status).toBe(Number(code))
      }
    })

    it('answers 404 for another application’s id as for an unknown one, on every route', async () => {
      const { url, keys } = door()
      const ask = async (path: string) => {
        const answers = [
          await call(url, { path, key: keys.games }),
          await call(url, { path: `${path}/deliveries`, key: keys.games }),
          await call(url, { path: `${path}/deliveries?limit=1`, key: keys.games }),
          await call(url, { method: 'DELETE', path, key: keys.games }),
        ]
        return answers.map(({ status, body }) => ({ status, body }))
      }
      const foreign = await ask(`${PATH}/${(await send()).body.notificationId}`)
      expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404])
      expect(foreign).toEqual(await ask(`${PATH}/${UNKNOWN_ID}`))
      const tokens = async (applicationName: string) => {
        const path = `/api/v1/tokens?applicationName=${applicationName}`
        const { status, body } = await call(url, { path, key: keys.games })
        return { status, body }
      }
      expect(await tokens('com.example.chat')).toEqual(await tokens('com.example.nobody'))
    })

    it('repeats the first answer for a repeated Idempotency-Key, and answers 422 for another body', async () => {
      const headers = { 'idempotency-key': 'order-1' }
      const [first, again] = [await send({ headers }), await send({ headers })]
      expect(first.status).toBe(201)
      expect([again.status, again.body]).toEqual([201, first.body])
      const other = await send({ headers, payload: 'another' })
      expect([other.status, other.body.code]).toEqual([422, '422'])
      expect((await send({ headers: { 'idempotency-key': 'k'.repeat(256) } })).status).toBe(400)
      expect((await send({ headers: { 'idempotency-key': '' } })).status).toBe(400)
    })

    it('stores one notification for many simultaneous requests with one Idempotency-Key', async () => {
      const headers = { 'idempotency-key': 'at once' }
      const before = (await send()).body.seq
      const answers = await Promise.all(Array.from({ length: 20 }, () => send({ headers })))
      const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.notificationId)
      expect(new Set(ids).size).toBe(1)
      expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([])
      expect((await send()).body.seq).toBe(Number(before) + 2)
    })
  })
}
