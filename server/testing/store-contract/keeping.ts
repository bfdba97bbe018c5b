import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { Store } from '#server/core/store.ts'
import {
  ack,
  addClient,
  addMember,
  newTokenName,
  notificationTo,
  readAll,
  requestOf,
  START,
  type StoreTest,
  send,
  sendMany,
  WEATHER,
} from './actors.ts'

const DAY = 86_400_000

async function sweepAll(store: Store, now: number): Promise<number> {
  let steps = 0
  while ((await store.sweep({ now, rows: 10 })) > 0) steps += 1
  return steps
}

export function describeKeeping(it: StoreTest): void {
  describe('Server Applications', () => {
    const key = {
      id: 'k1',
      secretHash: 'ab',
      serverApplicationName: 'Forecast',
      grants: [WEATHER, 'com.example.*'],
      createdAt: START,
      expiresAt: START + DAY,
    }

    it('are found by their API keys', async ({ store }) => {
      await store.createApiKey(key)
      await store.createApiKey({ ...key, id: 'k2' })
      await store.createApiKey({ ...key, id: 'k3', serverApplicationName: 'Other' })
      const found = await Promise.all(['k1', 'k2', 'k3'].map((id) => store.findApiKey(id)))
      expect(found[0]).toEqual({ ...key, serverApplicationId: expect.any(String) })
      expect(found[1]?.serverApplicationId).toBe(found[0]?.serverApplicationId)
      expect(found[2]?.serverApplicationId).not.toBe(found[0]?.serverApplicationId)
      expect(await store.findApiKey('k4')).toBeUndefined()
    })

    it('keep the limits of a key, and give them to its successor', async ({ store }) => {
      const limits = {
        tokens: [newTokenName()],
        topics: ['alarm'],
        requestsPerMinute: 5,
        notificationsPerDay: 9,
      }
      await store.createApiKey({ ...key, ...limits })
      expect(await store.findApiKey('k1')).toMatchObject(limits)
      const successor = { ...key, ...limits, id: 'k2', notificationsPerDay: 10 }
      await store.rotateApiKey({ id: 'k1', at: START, endsAt: START + 1, successor })
      const { rows } = await store.listApiKeys({ limit: 2 })
      expect(rows.map(({ notificationsPerDay }) => notificationsPerDay).sort()).toEqual([10, 9])
      const listed = await store.dashboard.listServerApplications({ limit: 1, now: START, name: 'Forecast' })
      expect(listed.rows[0]?.keys[0]?.limits).toMatchObject({ topics: ['alarm'] })
    })

    it('send no more notifications a day than the quota of their key, and store nothing of a refused request', async ({
      store,
    }) => {
      const { clientAppToken } = await addMember(store, { clientAppToken: newTokenName() })
      await store.createApiKey(key)
      const [today, tomorrow] = [100, 101]
      const wanted = (count: number, day: number, name: string) =>
        requestOf(
          Array.from({ length: count }, () => notificationTo(clientAppToken)),
          {
            keyQuota: { apiKeyId: 'k1', perDay: 3, day },
            idempotency: { key: name, bodyHash: name },
          },
        )
      const kindsOf = async (...requests: Parameters<Store['append']>[0][number][]) =>
        (await store.append(requests)).map(({ kind }) => kind)
      expect(await kindsOf(wanted(2, today, 'a'), wanted(2, today, 'b'), wanted(1, today, 'c'))).toEqual([
        ...['appended', 'overKeyQuota', 'appended'],
      ])
      expect(await kindsOf(wanted(1, today, 'd'))).toEqual(['overKeyQuota'])
      expect(await kindsOf(wanted(2, today, 'a'))).toEqual(['replayed'])
      expect(await kindsOf(wanted(3, tomorrow, 'b'), wanted(1, tomorrow, 'd'))).toEqual([
        ...['appended', 'overKeyQuota'],
      ])
      expect((await store.findToken(clientAppToken))?.headSeq).toBe(6)
    })

    it('address only the tokens of a limited key', async ({ store }) => {
      const [own, other] = [newTokenName(), newTokenName()]
      for (const clientAppToken of [own, other]) await addMember(store, { clientAppToken })
      const scope = { grants: [WEATHER], tokens: [own] }
      const [outcome] = await store.append([requestOf([notificationTo(own), notificationTo(other)], scope)])
      expect(outcome).toMatchObject({ results: [{ outcome: 'accepted' }, { outcome: 'notGranted' }] })
      const { rows } = await store.listTokens({ scope, limit: 9 })
      expect(rows.map(({ clientAppToken }) => clientAppToken)).toEqual([own])
    })

    it('exist once each, even when many of their keys are made at once', async ({ store }) => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f']
      await Promise.all(ids.map((id) => store.createApiKey({ ...key, id })))
      const { rows } = await store.listApiKeys({ limit: 10 })
      expect(rows).toHaveLength(6)
      expect(new Set(rows.map((row) => row.serverApplicationId)).size).toBe(1)
    })

    it('keep a revoked key visible, which can be revoked once', async ({ store }) => {
      await store.createApiKey(key)
      expect(await store.revokeApiKey({ id: 'k1', at: START + 1 })).toBe(true)
      expect(await store.revokeApiKey({ id: 'k1', at: START + 2 })).toBe(false)
      expect(await store.revokeApiKey({ id: 'k9', at: START })).toBe(false)
      expect((await store.findApiKey('k1'))?.revokedAt).toBe(START + 1)
    })

    it('record the latest use of each key', async ({ store }) => {
      await store.createApiKey(key)
      await store.touchApiKeys([
        { id: 'k1', at: START + 9 },
        { id: 'k1', at: START + 3 },
        { id: 'gone', at: START },
      ])
      await store.touchApiKeys([{ id: 'k1', at: START + 5 }])
      await store.touchApiKeys([])
      expect((await store.findApiKey('k1'))?.lastUsedAt).toBe(START + 9)
    })

    it('have lists of keys page by page, newest first', async ({ store }) => {
      for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        await store.createApiKey({ ...key, id, createdAt: START + Math.floor(index / 2) })
      }
      const rows = await readAll((page) => store.listApiKeys(page), 2)
      expect(rows.map((row) => row.id)).toEqual(['e', 'd', 'c', 'b', 'a'])
    })
  })

  describe('tokens', () => {
    it('are listed for the granted applications, page by page', async ({ store }) => {
      const names = [
        'com.example.a',
        'com.example.b',
        'com.example',
        'com.exampleX',
        'COM.EXAMPLE.A',
        'org.other',
      ]
      for (const applicationName of [...names, 'com.example.a']) {
        await addMember(store, { clientAppToken: newTokenName(), applicationName })
      }
      const list = async ({ grants, ...named }: { grants?: string[]; applicationName?: string }) => {
        const input = { ...named, ...(grants && { scope: { grants } }) }
        const rows = await readAll((page) => store.listTokens({ ...page, ...input }), 2)
        return rows.map((row) => row.applicationName).sort()
      }
      expect(await list({ grants: ['com.example.*'] })).toEqual([
        'com.example.a',
        'com.example.a',
        'com.example.b',
      ])
      expect(await list({ grants: ['org.other', 'com.example', 'org.other'] })).toEqual([
        'com.example',
        'org.other',
      ])
      expect(await list({ grants: ['com.example.*'], applicationName: 'com.example.b' })).toEqual([
        'com.example.b',
      ])
      expect(await list({ grants: ['com.example.*'], applicationName: 'org.other' })).toEqual([])
      expect(await list({ grants: ['com.exa%', 'com_example.*'] })).toEqual([])
      expect(await list({ grants: [] })).toEqual([])
      expect(await list({})).toHaveLength(7)
      expect(await list({ applicationName: 'org.other' })).toEqual(['org.other'])
    })

    it('are found with their members and head', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      expect(await store.findToken(clientAppToken)).toEqual({
        tokenId,
        clientAppToken,
        applicationName: WEATHER,
        kind: 'shared',
        members: 1,
        headSeq: 1,
        createdAt: START,
      })
    })
  })

  describe('housekeeping and the state of the database', () => {
    it('removes notifications after their retention, in bounded steps', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      await sendMany(store, { clientAppToken, count: 25, ttlSeconds: 60 })
      const kept = await send(store, { clientAppToken, ttlSeconds: LIMITS.ttlSecondsMax })
      await ack(store, member, { toSeq: 25 })
      const over = START + 60_000 + LIMITS.notificationKeptSeconds * 1000
      expect(await store.sweep({ now: over - 1, rows: 10 })).toBe(0)
      expect(await sweepAll(store, over)).toBe(3)
      expect(await store.findNextSeq({ tokenId: member.tokenId, afterSeq: 0 })).toBe(26)
      expect((await store.findNotification({ id: kept.id, now: over }))?.pending).toBe(1)
      expect(await ack(store, { ...member, ackedSeq: 25 }, { toSeq: 26 })).toEqual([])
    })

    it('keeps a token without members for its retention, then removes it with its log', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      await sendMany(store, { clientAppToken, count: 15, ttlSeconds: LIMITS.ttlSecondsMax })
      await ack(store, member, { toSeq: 9 })
      await store.deregister({ aoiClientId: member.aoiClientId, clientAppToken, at: START })
      const over = START + LIMITS.emptyTokenKeptSeconds * 1000
      await sweepAll(store, over - 1)
      expect((await send(store, { clientAppToken, at: over - 1 })).seq).toBe(16)
      expect(await sweepAll(store, over)).toBeGreaterThan(1)
      expect(await store.findToken(clientAppToken)).toBeUndefined()
      expect((await addMember(store, { clientAppToken, at: over })).startSeq).toBe(0)
    })

    it('keeps a token that has a member again', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { aoiClientId } = await addMember(store, { clientAppToken })
      await store.deregister({ aoiClientId, clientAppToken, at: START })
      await addMember(store, { clientAppToken, at: START + DAY })
      await sweepAll(store, START + LIMITS.emptyTokenKeptSeconds * 1000)
      expect((await store.findToken(clientAppToken))?.members).toBe(1)
    })

    it('removes ended rows, refusals, keys and the audit after their retention, and then finds no more', async ({
      store,
    }) => {
      const { aoiClientId } = await addMember(store, { clientAppToken: newTokenName() })
      await addClient(store)
      await store.endAoiClient({ id: aoiClientId, at: START })
      await store.recordRefusal({ code: '401', reason: 'unknown AOI Client', at: START })
      await store.recordAudit({ actor: 'operator', action: 'revoke', subject: 'k1', at: START })
      await sweepAll(store, START + 400 * DAY)
      expect(await store.sweep({ now: START + 400 * DAY, rows: 10 })).toBe(0)
      expect(await store.count()).toEqual({
        aoiClients: 1,
        registrations: 0,
        sharedTokens: 0,
        uniqueTokens: 0,
      })
    })

    it('counts AOI Clients, registrations and tokens', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const { aoiClientId } = await addMember(store, { clientAppToken })
      const unique = { kind: 'unique', applicationName: WEATHER, tokenScope: '', at: START } as const
      await store.register({ aoiClientId, clientAppToken: `u1${newTokenName()}`, ...unique })
      expect(await store.count()).toEqual({
        aoiClients: 2,
        registrations: 3,
        sharedTokens: 1,
        uniqueTokens: 1,
      })
      await store.endAoiClient({ id: aoiClientId, at: START })
      expect(await store.count()).toMatchObject({ aoiClients: 1, registrations: 1 })
    })

    it('finds the database writable', async ({ store }) => {
      await expect(store.checkWrite()).resolves.toBeUndefined()
    })

    it('knows the nodes that reported within the last hour and have not left', async ({ store }) => {
      const node = (id: string, seenAt: number) => ({
        ...{ id, name: `${id}:1`, role: 'all', version: '1.2.3', startedAt: START, seenAt },
        ...{ draining: seenAt > START, online: seenAt - START, memoryBytes: 5_000_000_000 },
        conditions: `[{"kind":"memoryHigh","count":${seenAt - START}}]`,
      })
      const hour = START + 3_600_001
      expect(await store.reportNode(node('a', START))).toEqual([node('a', START)])
      expect(await store.reportNode(node('b', START))).toEqual([node('a', START), node('b', START)])
      expect(await store.reportNode(node('b', START + 1))).toEqual([node('a', START), node('b', START + 1)])
      expect(await store.reportNode(node('b', hour))).toEqual([node('b', hour)])
      await store.removeNode('b')
      expect(await store.reportNode(node('a', hour))).toEqual([node('a', hour)])
    })

    it('takes each nonce once, drops the oldest over an AOI Client’s limit, and removes expired ones', async ({
      store,
    }) => {
      const nonce = (nonceHash: string, aoiClientId: string) => ({
        ...{ nonceHash, aoiClientId, expiresAt: START + Number(/\d+$/.exec(nonceHash)?.[0] ?? 0) },
      })
      await store.keepNonce(nonce('b0', 'ac_b'))
      for (let n = 0; n <= LIMITS.tokenProofNoncesPerClient; n += 1)
        await store.keepNonce(nonce(`a${n}`, 'ac_a'))
      expect(await store.takeNonce('a0')).toBeUndefined()
      expect(await store.takeNonce('a1')).toEqual({ aoiClientId: 'ac_a', expiresAt: START + 1 })
      expect(await store.takeNonce('a1')).toBeUndefined()
      expect(await store.takeNonce('b0')).toEqual({ aoiClientId: 'ac_b', expiresAt: START })
      await sweepAll(store, START + 2)
      expect(await store.takeNonce('a2')).toBeUndefined()
      expect(await store.takeNonce('a3')).toBeDefined()
    })

    it('keeps the epoch until it is renewed', async ({ store }) => {
      const before = store.epoch
      expect(before.length).toBeGreaterThan(10)
      const renewed = await store.renewEpoch()
      expect(renewed).not.toBe(before)
      expect(store.epoch).toBe(renewed)
      expect(await store.refreshEpoch()).toBe(renewed)
    })
  })
}
