import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import {
  addMember,
  entriesOf,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  type StoreTest,
  send,
  WEATHER,
} from './actors.ts'

export function describeLog(it: StoreTest): void {
  describe('the log', () => {
    it('gives seqs from 1 without holes, and returns the accepted notifications', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      const sent = [
        await send(store, { clientAppToken, payload: '"Grüße 🌧 \\u0000 \'"' }),
        await send(store, {
          clientAppToken,
          headers: '{"encoding":"aes128gcm"}',
          payload: 'AQID',
          ttlSeconds: 0,
        }),
      ]
      expect(sent.map((entry) => entry.seq)).toEqual([1, 2])
      expect(sent[1]?.expiresAt).toBe(START)
      expect(await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 9 }])).toEqual(sent)
    })

    it('commits a batch of requests whole, each request with its own results, in order', async ({
      store,
    }) => {
      const [rain, wind] = [newTokenName(), newTokenName()]
      await addMember(store, { clientAppToken: rain })
      await addMember(store, { clientAppToken: wind })
      const outcomes = await store.append([
        requestOf([notificationTo(rain), notificationTo(wind), notificationTo(rain)]),
        requestOf([notificationTo(wind)]),
      ])
      expect(outcomes.map(entriesOf).map((entries) => entries.map((entry) => entry.seq))).toEqual([
        [1, 2, 1],
        [2],
      ])
      const [first] = outcomes
      expect(
        first?.kind === 'appended' && first.results.map((row) => row.outcome === 'accepted' && row.seq),
      ).toEqual([1, 1, 2])
    })

    it('keeps no rows of an append that the database refuses, and goes on', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const twice = requestOf([notificationTo(clientAppToken)])
      await expect(store.append([twice, twice])).rejects.toThrow()
      expect(await store.readLog([{ tokenId: member.tokenId, afterSeq: 0, upToSeq: 9 }])).toEqual([])
      expect((await send(store, { clientAppToken })).seq).toBe(1)
    })

    it('keeps seqs contiguous and unique while many append at once', async ({ store }) => {
      const tokens = [newTokenName(), newTokenName(), newTokenName()]
      const members = await Promise.all(tokens.map((clientAppToken) => addMember(store, { clientAppToken })))
      const groups = Array.from({ length: 20 }, (_, index) => {
        const order = index % 2 === 0 ? tokens : tokens.toReversed()
        return store.append([requestOf(order.map((token) => notificationTo(token)))])
      })
      await Promise.all(groups)
      for (const { tokenId } of members) {
        const log = await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 100 }])
        expect(log.map((entry) => entry.seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
      }
      const heads = await store.readHeads(members.map((member) => member.tokenId))
      expect([...heads.values()]).toEqual([20, 20, 20])
    })

    it('counts the members at acceptance as recipients, and none for a token without members', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const recipients: (number | false | undefined)[] = []
      const sendOnce = async () => {
        const [outcome] = await store.append([requestOf([notificationTo(clientAppToken)])])
        const result = outcome?.kind === 'appended' ? outcome.results[0] : undefined
        recipients.push(result?.outcome === 'accepted' && result.recipients)
      }
      const alice = await addMember(store, { clientAppToken })
      await sendOnce()
      await addMember(store, { clientAppToken })
      await sendOnce()
      await store.deregister({ aoiClientId: alice.aoiClientId, clientAppToken, at: START })
      await sendOnce()
      expect(recipients).toEqual([1, 2, 1])
    })

    it('accepts only for granted applications, by name or prefix', async ({ store }) => {
      const [weather, weathers] = [newTokenName(), newTokenName()]
      await addMember(store, { clientAppToken: weather, applicationName: WEATHER })
      await addMember(store, { clientAppToken: weathers, applicationName: `${WEATHER}s` })
      const attempt = async (clientAppToken: string, grants: string[]) => {
        const [outcome] = await store.append([requestOf([notificationTo(clientAppToken)], { grants })])
        return outcome?.kind === 'appended' && outcome.results[0]?.outcome
      }
      expect(await attempt(weather, [WEATHER])).toBe('accepted')
      expect(await attempt(weathers, [WEATHER])).toBe('notGranted')
      expect(await attempt(weather, ['com.example.*'])).toBe('accepted')
      expect(await attempt(weather, [`${WEATHER}.*`])).toBe('notGranted')
      expect(await attempt(weather, ['COM.EXAMPLE.*', 'com%', 'com_example.*'])).toBe('notGranted')
      expect(await attempt(weather, [])).toBe('notGranted')
      expect(await attempt(newTokenName(), [WEATHER])).toBe('unknownToken')
    })

    it('refuses an API key for a token that is bound to a VAPID key', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken, applicationName: WEATHER, vapidKey: `B${'a'.repeat(86)}` })
      const [outcome] = await store.append([
        requestOf([notificationTo(clientAppToken)], { grants: [WEATHER] }),
      ])
      expect(outcome).toMatchObject({ results: [{ outcome: 'notGranted' }] })
    })

    it('gives a refused notification no seq, and numbers the others of its request', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const [outcome] = await store.append([
        requestOf([notificationTo(newTokenName()), notificationTo(clientAppToken)]),
      ])
      expect(outcome?.kind === 'appended' && outcome.results.map((row) => row.outcome)).toEqual([
        'unknownToken',
        'accepted',
      ])
      expect(entriesOf(outcome).map((entry) => entry.seq)).toEqual([1])
    })

    it('reads ranges of many tokens by token and seq, each row once', async ({ store }) => {
      const tokens = [newTokenName(), newTokenName()]
      const ids: number[] = []
      for (const clientAppToken of tokens) {
        ids.push((await addMember(store, { clientAppToken })).tokenId)
        for (let sent = 0; sent < 4; sent += 1) await send(store, { clientAppToken })
      }
      const [a = 0, b = 0] = ids
      const log = await store.readLog([
        { tokenId: b, afterSeq: 2, upToSeq: 3 },
        { tokenId: a, afterSeq: 0, upToSeq: 2 },
        { tokenId: a, afterSeq: 1, upToSeq: 3 },
        { tokenId: a, afterSeq: 3, upToSeq: 3 },
      ])
      expect(log.map((entry) => [entry.tokenId, entry.seq])).toEqual([
        [a, 1],
        [a, 2],
        [a, 3],
        [b, 3],
      ])
      expect(await store.readLog([])).toEqual([])
      expect(await store.append([])).toEqual([])
    })

    it('finds the next seq, and the heads of known tokens', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      await send(store, { clientAppToken })
      expect(await store.findNextSeq({ tokenId, afterSeq: 1 })).toBe(2)
      expect(await store.findNextSeq({ tokenId, afterSeq: 2 })).toBeUndefined()
      expect(await store.readHeads([tokenId, tokenId + 1000])).toEqual(new Map([[tokenId, 2]]))
    })
  })

  describe('topics', () => {
    it('are searched for the last seq that is live and urgent enough', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      const urgencies = ['high', 'low', 'high', 'low'] as const
      for (const urgency of urgencies) await send(store, { clientAppToken, urgency })
      await send(store, { clientAppToken, urgency: 'high', ttlSeconds: 1 })
      const find = (afterSeq: number, upToSeq: number, now = START) =>
        store.findUrgentSeq({
          ...{ tokenId, afterSeq, upToSeq, urgencies: ['normal', 'high'], now },
          ...{ joinedSeq: 0, connectedAt: START },
        })
      expect([await find(0, 4), await find(0, 2), await find(1, 2)]).toEqual([3, 1, undefined])
      expect([await find(3, 5), await find(3, 5, START + 1000)]).toEqual([5, undefined])
    })

    it('are searched for an urgent TTL 0 that is due for two seconds, for members connected before it', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      await send(store, { clientAppToken, urgency: 'high', ttlSeconds: 0, at: START })
      const find = (joinedSeq: number, now: number, connectedAt = START) =>
        store.findUrgentSeq({
          ...{ tokenId, afterSeq: 0, upToSeq: 1, urgencies: ['high'], now },
          ...{ joinedSeq, connectedAt },
        })
      expect([await find(0, START + 1999), await find(0, START + 2000)]).toEqual([1, undefined])
      expect([await find(1, START), await find(0, START, START + 1)]).toEqual([undefined, undefined])
    })

    it('replace TTL 0 while it is due, within one batch and between two', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      const again = (at: number) => send(store, { clientAppToken, topic: 'now', ttlSeconds: 0, at })
      await again(START)
      await again(START + 1999)
      await again(START + 3999)
      await store.append(
        [4000, 4001].map((after) =>
          requestOf([notificationTo(clientAppToken, { topic: 'now', ttlSeconds: 0 })], {
            acceptedAt: START + after,
          }),
        ),
      )
      const states = (await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 9 }])).map((entry) => entry.state)
      expect(states).toEqual(['replaced', 'live', 'replaced', 'replaced', 'live'])
    })

    it('replace the live notifications of the same topic and token, and no others', async ({ store }) => {
      const [rain, wind] = [newTokenName(), newTokenName()]
      const { tokenId } = await addMember(store, { clientAppToken: rain })
      await addMember(store, { clientAppToken: wind })
      const elsewhere = await send(store, { clientAppToken: wind, topic: 'now' })
      await send(store, { clientAppToken: rain, topic: 'now', ttlSeconds: 5 })
      await send(store, { clientAppToken: rain, topic: 'later' })
      await send(store, { clientAppToken: rain })
      await send(store, { clientAppToken: rain, topic: 'now', at: START + 1000 })
      await send(store, { clientAppToken: rain, topic: 'now', at: START + 2000, ttlSeconds: 0 })
      await send(store, { clientAppToken: rain, topic: 'now', at: START + 4000 })
      const states = (await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 9 }])).map((entry) => entry.state)
      expect(states).toEqual(['replaced', 'live', 'live', 'replaced', 'live', 'live'])
      const other = await store.findNotification({ id: elsewhere.id, now: START })
      expect(other?.replacedAt).toBeUndefined()
    })

    it('replace within one batch as they do between two', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      const older = await send(store, { clientAppToken, topic: 'now' })
      const outcomes = await store.append([
        requestOf([notificationTo(clientAppToken, { topic: 'now' })], { acceptedAt: START + 1 }),
        requestOf([notificationTo(clientAppToken, { topic: 'now' })], { acceptedAt: START + 2 }),
      ])
      expect(outcomes.flatMap(entriesOf).map((entry) => entry.state)).toEqual(['replaced', 'live'])
      const log = await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 9 }])
      expect(log.map((entry) => entry.state)).toEqual(['replaced', 'replaced', 'live'])
      expect((await store.findNotification({ id: older.id, now: START + 5 }))?.replacedAt).toBe(START + 1)
    })
  })

  describe('idempotency keys', () => {
    const keyed = (clientAppToken: string, bodyHash: string, at = START) =>
      requestOf([notificationTo(clientAppToken)], { acceptedAt: at, idempotency: { key: 'k', bodyHash } })

    it('repeat the first answer for the same key and body, and append nothing', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const [first] = await store.append([keyed(clientAppToken, 'body')])
      const [again] = await store.append([keyed(clientAppToken, 'body', START + 5000)])
      expect(again).toEqual({ kind: 'replayed', results: first?.kind === 'appended' ? first.results : [] })
      expect((await store.findToken(clientAppToken))?.headSeq).toBe(1)
    })

    it('refuse another body under the same key', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await store.append([keyed(clientAppToken, 'body')])
      expect(await store.append([keyed(clientAppToken, 'other')])).toEqual([{ kind: 'keyReused' }])
      expect((await store.findToken(clientAppToken))?.headSeq).toBe(1)
    })

    it('are recognised again within one batch', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const group = ['body', 'body', 'other'].map((hash) => keyed(clientAppToken, hash))
      const kinds = (await store.append(group)).map((outcome) => outcome.kind)
      expect(kinds).toEqual(['appended', 'replayed', 'keyReused'])
      expect((await store.findToken(clientAppToken))?.headSeq).toBe(1)
    })

    it('append once when the same key arrives many times at once', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const all = await Promise.all(
        Array.from({ length: 8 }, () => store.append([keyed(clientAppToken, 'body')])),
      )
      const kinds = all.flat().map((outcome) => outcome.kind)
      expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'replayed')).toHaveLength(7)
      expect((await store.findToken(clientAppToken))?.headSeq).toBe(1)
    })

    it('are kept apart for each Server Application', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await store.append([keyed(clientAppToken, 'body')])
      const [other] = await store.append([{ ...keyed(clientAppToken, 'body'), serverApplicationId: 'other' }])
      expect(other?.kind).toBe('appended')
    })

    it('expire after their time, swept or not', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await store.append([keyed(clientAppToken, 'body')])
      const later = START + LIMITS.idempotencyKeptSeconds * 1000
      expect((await store.append([keyed(clientAppToken, 'other', later - 1)]))[0]?.kind).toBe('keyReused')
      expect((await store.append([keyed(clientAppToken, 'other', later)]))[0]?.kind).toBe('appended')
      expect((await store.append([keyed(clientAppToken, 'other', later + 1)]))[0]?.kind).toBe('replayed')
    })
  })
}
