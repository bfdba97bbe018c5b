import { describe, expect } from 'vitest'
import type { PushSubscription } from '#server/core/store.ts'
import { addClient, addMember, newTokenName, START, type StoreTest } from './actors.ts'

const KEYS = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }
const VAPID = `B${'C'.repeat(86)}`

function subscriptionAt(endpoint: string): PushSubscription {
  return { endpoint, keys: KEYS, vapidKey: VAPID, declarative: false }
}

export function describePushMembers(it: StoreTest): void {
  describe('subscriptions at push services', () => {
    it('belong to a registration, in every form in which it is read', async ({ store }) => {
      const clientAppToken = newTokenName()
      const push = { ...subscriptionAt('https://push.example/1'), declarative: true }
      const member = await addMember(store, { clientAppToken, push })
      expect(member.push).toEqual(push)
      expect((await store.push.findRegistration(member.registrationId))?.push).toEqual(push)
      const opened = await store.openSession({ aoiClientId: member.aoiClientId, at: START })
      expect(opened?.registrations.map((each) => each.push)).toEqual([push])
    })

    it('move when the registration is repeated with another one, and stay when it names none', async ({
      store,
    }) => {
      const asked = { aoiClientId: await addClient(store), clientAppToken: newTokenName() }
      const [first, second] = ['https://push.example/1', 'https://push.example/2'].map(subscriptionAt)
      const made = await addMember(store, { ...asked, push: first ?? null })
      const moved = await addMember(store, { ...asked, push: second ?? null })
      expect(moved).toEqual({ ...made, created: false, push: second })
      expect((await addMember(store, asked)).push).toEqual(second)
      expect((await addMember(store, { ...asked, push: null })).push).toBeUndefined()
    })

    it('move without a new registration, only by the AOI Client that has it', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const push = subscriptionAt('https://push.example/1')
      const move = (aoiClientId: string, to: PushSubscription | null) =>
        store.push.moveSubscription({ aoiClientId, clientAppToken, push: to, at: START })
      expect(await move(await addClient(store), push)).toBeUndefined()
      const { created: _, ...registration } = member
      expect(await move(member.aoiClientId, push)).toEqual({ ...registration, push })
      expect(await move(member.aoiClientId, null)).toEqual(registration)
    })

    it('end with their registration when the push service says so, unless they have moved', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const endpoint = 'https://push.example/1'
      const { registrationId, aoiClientId, tokenId } = await addMember(store, {
        clientAppToken,
        push: subscriptionAt(endpoint),
      })
      const end = (url: string) =>
        store.push.endByService({ registrationId, endpoint: url, reason: '410 gone', at: START })
      expect(await end('https://push.example/old')).toBeUndefined()
      expect(await end(endpoint)).toEqual({ registrationId, aoiClientId, tokenId, clientAppToken })
      expect(await end(endpoint)).toBeUndefined()
      expect(await store.push.findRegistration(registrationId)).toBeUndefined()
      expect(await store.push.findPlace(registrationId)).toBeUndefined()
      expect((await store.findToken(clientAppToken))?.members).toBe(0)
    })

    it('have a place in the log of their token while they are active', async ({ store }) => {
      const { aoiClientId, registrationId } = await addMember(store, { clientAppToken: newTokenName() })
      const place = { aoiClientId, startSeq: 0, ackedSeq: 0, headSeq: 0 }
      expect(await store.push.findPlace(registrationId)).toEqual(place)
      expect(await store.push.findPlace(registrationId + 1)).toBeUndefined()
    })

    it('are served by one of two nodes, and by another one when that node is silent', async ({ store }) => {
      const push = subscriptionAt('https://push.example/1')
      const { aoiClientId } = await addMember(store, { clientAppToken: newTokenName(), push })
      const other = await addMember(store, { clientAppToken: newTokenName() })
      const list = (...nodeIds: string[]) => store.push.listUnserved({ nodeIds, afterId: 0, rows: 10 })
      const find = (...nodeIds: string[]) =>
        store.push.findUnserved({ nodeIds, aoiClientIds: [aoiClientId, other.aoiClientId] })
      const clients = [{ aoiClientId, sessionNumber: 0 }]
      expect([await list(), await find()]).toEqual([{ clients }, clients])
      const open = (nodeId: string) => store.openSession({ aoiClientId, at: START, nodeId, after: 0 })
      const opened = await Promise.all([open('a'), open('b')])
      expect(opened.filter((session) => session !== undefined)).toHaveLength(1)
      expect([await list('a', 'b'), await find('a', 'b')]).toEqual([{ clients: [] }, []])
      const again = [{ aoiClientId, sessionNumber: 1 }]
      expect([await list('c'), await find('c')]).toEqual([{ clients: again }, again])
      // The only node asks for those that no other node serves: its own session may have ended a moment ago.
      expect(await find()).toEqual(again)
      await store.endAoiClient({ id: aoiClientId, at: START })
      expect([await list(), await find()]).toEqual([{ clients: [] }, []])
    })

    it('are listed in portions', async ({ store }) => {
      for (let n = 0; n < 3; n += 1)
        await addMember(store, {
          clientAppToken: newTokenName(),
          push: subscriptionAt(`https://p.example/${n}`),
        })
      const first = await store.push.listUnserved({ nodeIds: [], afterId: 0, rows: 2 })
      expect(first.clients).toHaveLength(2)
      const rest = await store.push.listUnserved({ nodeIds: [], afterId: first.lastId ?? 0, rows: 2 })
      expect(rest.clients).toHaveLength(1)
      expect(rest.lastId).toBeUndefined()
    })

    it('keep confirmations until a session takes them, or too long ago', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const { registrationId } = member
      const list = (ids?: number[]) =>
        store.push.listConfirmations({ rows: 10, ...(ids !== undefined && { registrationIds: ids }) })
      for (const [seq, at] of [
        [2, START],
        [1, START + 1],
        [2, START + 2],
        [3, START + 3],
      ] as const)
        await store.push.keepConfirmation({ registrationId, seq, at })
      const kept = [2, 1, 3].map((seq) => ({ registrationId, seq }))
      expect([await list(), await list([registrationId]), await list([registrationId + 1])]).toEqual([
        ...[kept, kept, []],
      ])
      await store.push.dropConfirmations({ taken: [{ registrationId, seq: 3 }], before: START + 1 })
      expect(await list()).toEqual([{ registrationId, seq: 1 }])
    })

    it('keep the latest answer of their push service', async ({ store }) => {
      const endpoint = 'https://push.example/1'
      const member = await addMember(store, {
        clientAppToken: newTokenName(),
        push: subscriptionAt(endpoint),
      })
      const { registrationId } = member
      const progress = { acceptedSeq: 7, unsentSeq: 3 }
      const answer = {
        ...{ registrationId, endpoint, status: 429, answer: 'slow down', answeredAt: START, ...progress },
      }
      await store.push.noteAnswers([answer, { ...answer, registrationId: registrationId + 1 }])
      await store.push.noteAnswers([])
      const later = { ...answer, acceptedSeq: 0, unsentSeq: 2, answeredAt: START + 1 }
      await store.push.noteAnswers([later])
      const { aoiClientId, tokenId } = member
      const [membership] = await store.findMemberships({ aoiClientId, tokenId })
      expect(membership?.push).toEqual({
        ...{ origin: 'https://push.example', status: 429, answer: 'slow down', answeredAt: START + 1 },
        ...progress,
      })
      expect(await store.push.findServices([registrationId, registrationId + 1])).toEqual(
        new Map([[registrationId, membership?.push]]),
      )
      expect((await store.push.findRegistration(registrationId))?.push).toEqual(subscriptionAt(endpoint))
    })

    it('show where a member receives, in every list of the dashboard', async ({ store }) => {
      const push = subscriptionAt('https://fcm.googleapis.com/fcm/send/secret')
      const { aoiClientId, tokenId } = await addMember(store, { clientAppToken: newTokenName(), push })
      const { dashboard } = store
      const lists = await Promise.all([
        dashboard.listRegistrations({ limit: 1, filter: { aoiClientId } }),
        dashboard.listMembers({ limit: 1, tokenId }),
        dashboard.listAoiClients({ limit: 1, filter: { id: aoiClientId }, oldestFirst: true }),
      ])
      const receiver = { kind: 'google', pushHost: 'fcm.googleapis.com' }
      for (const { rows } of lists) expect(rows).toMatchObject([{ receiver }])
      expect(JSON.stringify(lists)).not.toContain('secret')
      await store.push.moveSubscription({
        ...{ aoiClientId, clientAppToken: lists[0].rows[0]?.clientAppToken ?? '', push: null, at: START },
      })
      const { rows } = await dashboard.listMembers({ limit: 1, tokenId })
      expect(rows).toMatchObject([{ receiver: { kind: 'session' } }])
    })
  })

  describe('the VAPID keys of the server', () => {
    it('are made once, by the first of several nodes, and read newest first', async ({ store }) => {
      const pair = (name: string, createdAt: number) => ({
        ...{ publicKey: `B${name.repeat(86)}`, privateKey: name.repeat(43), createdAt },
      })
      const [a, b, c] = [pair('a', START), pair('b', START), pair('c', START + 1)]
      const made = await Promise.all([store.push.ensureVapidKeys(a), store.push.ensureVapidKeys(b)])
      expect(made[0]).toHaveLength(1)
      expect(made[1]).toEqual(made[0])
      await store.push.rotateVapidKey(c)
      expect(await store.push.ensureVapidKeys(b)).toEqual([c, ...made[0]])
    })

    it('go at a later rotation, once no active registration uses them', async ({ store }) => {
      const pair = (name: string) => ({
        ...{ publicKey: `B${name.repeat(86)}`, privateKey: name.repeat(43), createdAt: START },
      })
      const names = async () => (await store.push.ensureVapidKeys(pair('x'))).map((key) => key.publicKey[1])
      await store.push.ensureVapidKeys(pair('d'))
      await store.push.rotateVapidKey(pair('e'))
      const { publicKey: vapidKey } = pair('e')
      const push = { ...subscriptionAt('https://push.example/1'), vapidKey }
      const { aoiClientId } = await addMember(store, { clientAppToken: newTokenName(), push })
      expect((await store.push.countByVapidKey()).get(vapidKey)).toBe(1)
      await store.push.rotateVapidKey(pair('f'))
      await store.push.rotateVapidKey(pair('g'))
      expect(await names()).toEqual(['g', 'f', 'e'])
      await store.endAoiClient({ id: aoiClientId, at: START })
      expect((await store.push.countByVapidKey()).get(vapidKey)).toBeUndefined()
      await store.push.rotateVapidKey(pair('h'))
      expect(await names()).toEqual(['h', 'g'])
    })
  })
}
