import { describe, expect } from 'vitest'
import {
  ack,
  addClient,
  addMember,
  newTokenName,
  readAll,
  START,
  type StoreTest,
  send,
  WEATHER,
} from './actors.ts'

export function describeMemberships(it: StoreTest): void {
  describe('AOI Clients', () => {
    it('are found as they were made', async ({ store }) => {
      const client = { id: 'ac_1', secretHash: 'ab', name: 'Büro', platform: 'linux', createdAt: START }
      await store.createAoiClient(client)
      expect(await store.findAoiClient('ac_1')).toEqual({ ...client, lastSeenAt: START, sessionNumber: 0 })
      expect(await store.findAoiClient('ac_2')).toBeUndefined()
    })

    it('get a higher number for each session, and none when they are unknown', async ({ store }) => {
      const aoiClientId = await addClient(store)
      const opened = [
        await store.openSession({ aoiClientId, at: START + 1 }),
        await store.openSession({ aoiClientId, at: START + 2 }),
      ]
      expect(opened.map((session) => session?.sessionNumber)).toEqual([1, 2])
      expect(await store.openSession({ aoiClientId: 'ac_unknown', at: START })).toBeUndefined()
    })

    it('get different numbers for sessions that open at once', async ({ store }) => {
      const aoiClientId = await addClient(store)
      const opened = await Promise.all(
        Array.from({ length: 8 }, () => store.openSession({ aoiClientId, at: START })),
      )
      expect(new Set(opened.map((session) => session?.sessionNumber)).size).toBe(8)
    })

    it('open a session with their registrations and cursors', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      await send(store, { clientAppToken })
      await ack(store, member, { toSeq: 1 })
      const session = await store.openSession({ aoiClientId: member.aoiClientId, at: START })
      const { created: _, ...registration } = member
      expect(session?.registrations).toEqual([{ ...registration, ackedSeq: 1, headSeq: 2 }])
    })

    it('keep the browser channel and the keys of each registration', async ({ store }) => {
      const aoiClientId = await addClient(store)
      const channelId = 'd9b74644-4f97-46aa-b8fa-9393985cd6cd'
      const group = { channelId, keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) } }
      const made = [
        await addMember(store, { aoiClientId, clientAppToken: newTokenName() }),
        await addMember(store, { aoiClientId, clientAppToken: newTokenName(), channel: { channelId } }),
        await addMember(store, { aoiClientId, clientAppToken: newTokenName(), channel: group }),
      ]
      expect(made.map(({ channel }) => channel)).toEqual([undefined, { channelId }, group])
      const session = await store.openSession({ aoiClientId, at: START })
      expect(session?.registrations.map(({ channel }) => channel)).toEqual([undefined, { channelId }, group])
    })

    it('are found by the token of their browser channel while it lasts, and by no other token', async ({
      store,
    }) => {
      const channel = { channelId: 'd9b74644-4f97-46aa-b8fa-9393985cd6cd' }
      const [own, shared, alone] = [newTokenName(), newTokenName(), newTokenName()]
      const member = await addMember(store, { clientAppToken: own, kind: 'unique', channel })
      await addMember(store, { clientAppToken: shared, channel })
      await addMember(store, { clientAppToken: alone, kind: 'unique' })
      const { created: _, ...registration } = member
      expect(await store.findChannel(own)).toEqual(registration)
      for (const token of [shared, alone, newTokenName()])
        expect(await store.findChannel(token)).toBeUndefined()
      await store.deregister({ aoiClientId: member.aoiClientId, clientAppToken: own, at: START })
      expect(await store.findChannel(own)).toBeUndefined()
    })

    it('report the sessions that were displaced or have ended, and nothing about unchanged ones', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const [same, displaced, ended] = [
        await addMember(store, { clientAppToken }),
        await addMember(store, { clientAppToken }),
        await addMember(store, { clientAppToken }),
      ]
      const idle = await addClient(store)
      const hold = async (aoiClientId: string, registrationIds: number[]) => {
        const opened = await store.openSession({ aoiClientId, at: START })
        return { aoiClientId, sessionNumber: opened?.sessionNumber ?? 0, registrationIds }
      }
      const held = await Promise.all([
        ...[same, displaced, ended].map((member) => hold(member.aoiClientId, [member.registrationId])),
        hold(idle, []),
      ])
      expect(await store.checkSessions([])).toEqual([])
      expect(await store.checkSessions(held)).toEqual([])
      await store.openSession({ aoiClientId: displaced.aoiClientId, at: START })
      await store.endAoiClient({ id: ended.aoiClientId, at: START })
      const changes = await store.checkSessions([
        ...held,
        { ...(await hold(idle, [])), aoiClientId: 'ac_none' },
      ])
      expect(new Set(changes)).toEqual(
        new Set([
          { kind: 'displaced', aoiClientId: displaced.aoiClientId, sessionNumber: 2 },
          { kind: 'ended', aoiClientId: ended.aoiClientId },
          { kind: 'ended', aoiClientId: 'ac_none' },
          { kind: 'displaced', aoiClientId: idle, sessionNumber: 2 },
        ]),
      )
    })

    it('report the registrations of a session when they differ from those that the node holds', async ({
      store,
    }) => {
      const [rain, wind] = [newTokenName(), newTokenName()]
      const { aoiClientId, registrationId } = await addMember(store, { clientAppToken: rain })
      await store.openSession({ aoiClientId, at: START })
      const held = { aoiClientId, sessionNumber: 1, registrationIds: [registrationId] }
      const ask = async () =>
        (await store.checkSessions([held])).map((change) =>
          change.kind === 'registrations' ? change.registrations.map((each) => each.clientAppToken) : change,
        )
      await addMember(store, { clientAppToken: wind, aoiClientId })
      expect(await ask()).toEqual([[rain, wind]])
      await store.deregister({ aoiClientId, clientAppToken: rain, at: START })
      expect(await ask()).toEqual([[wind]])
      await store.deregister({ aoiClientId, clientAppToken: wind, at: START })
      expect(await ask()).toEqual([[]])
    })

    it('record the close of the latest session, and not of a displaced one', async ({ store }) => {
      const aoiClientId = await addClient(store)
      await store.openSession({ aoiClientId, at: START + 1 })
      await store.openSession({ aoiClientId, at: START + 2 })
      await store.closeSessions([{ aoiClientId, sessionNumber: 1, at: START + 3 }])
      expect((await store.findAoiClient(aoiClientId))?.lastSeenAt).toBe(START + 2)
      await store.closeSessions([{ aoiClientId, sessionNumber: 2, at: START + 4 }])
      expect((await store.findAoiClient(aoiClientId))?.lastSeenAt).toBe(START + 4)
    })

    it('are found by the nodes of their sessions, to count them, to list them and to disconnect them', async ({
      store,
    }) => {
      const rain = newTokenName()
      const [here, there, gone, away] = await Promise.all(
        ['here', 'there', 'there', undefined].map(async (nodeId) => {
          const { aoiClientId, tokenId, registrationId } = await addMember(store, { clientAppToken: rain })
          const at = { aoiClientId, at: START + 1, ...(nodeId !== undefined && { nodeId }) }
          return { ...at, tokenId, registrationId, opened: await store.openSession(at) }
        }),
      )
      if (!(here && there && gone && away)) throw new Error('nobody is there')
      await store.closeSessions([{ ...gone, sessionNumber: 1, at: START + 2 }])
      const tokenIds = [here.tokenId, -1]
      const count = async (...nodeIds: string[]) => [...(await store.countOnline({ tokenIds, nodeIds }))]
      expect(await count()).toEqual([])
      expect(await count('there')).toEqual([[here.tokenId, 1]])
      expect(await count('there', 'here', 'nowhere')).toEqual([[here.tokenId, 2]])
      const list = (...nodeIds: string[]) => store.listOnline({ tokenId: here.tokenId, nodeIds })
      expect(await list()).toEqual(new Set())
      expect(await list('there')).toEqual(new Set([there.aoiClientId]))
      expect(await list('there', 'here', 'nowhere')).toEqual(new Set([here.aoiClientId, there.aoiClientId]))
      const aoiClientIds = [here, there, gone, away].map((each) => each.aoiClientId)
      expect(await store.sendAway({ aoiClientIds, nodeIds: ['there'] })).toEqual([there.aoiClientId])
      const held = (sessionNumber: number) => [
        { aoiClientId: there.aoiClientId, sessionNumber, registrationIds: [there.registrationId] },
      ]
      expect(await store.checkSessions(held(1))).toEqual([
        { kind: 'sentAway', aoiClientId: there.aoiClientId },
      ])
      await store.openSession({ aoiClientId: there.aoiClientId, at: START + 3, nodeId: 'there' })
      expect(await store.checkSessions(held(2))).toEqual([])
    })

    it('end with all their registrations, without any effect on others', async ({ store }) => {
      const [rain, wind] = [newTokenName(), newTokenName()]
      const alice = await addMember(store, { clientAppToken: rain })
      const second = await addMember(store, { clientAppToken: wind, aoiClientId: alice.aoiClientId })
      await addMember(store, { clientAppToken: rain })
      const ended = await store.endAoiClient({ id: alice.aoiClientId, at: START + 5 })
      expect(ended).toEqual([
        { registrationId: alice.registrationId, tokenId: alice.tokenId, clientAppToken: rain },
        { registrationId: second.registrationId, tokenId: second.tokenId, clientAppToken: wind },
      ])
      expect((await store.findToken(rain))?.members).toBe(1)
      expect((await store.findToken(wind))?.members).toBe(0)
      expect(await store.endAoiClient({ id: alice.aoiClientId, at: START + 6 })).toBeUndefined()
    })

    it('end only if they never connected, on request', async ({ store }) => {
      const [never, came] = [await addClient(store), await addClient(store)]
      await store.openSession({ aoiClientId: came, at: START })
      const end = (id: string) => store.endAoiClient({ id, at: START, neverConnected: true })
      expect(await end(never)).toEqual([])
      expect(await end(came)).toBeUndefined()
      expect(await store.findAoiClient(came)).toBeDefined()
    })

    it('are awaited while a live notification is not acknowledged', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const isAwaited = (now: number) => store.isAwaited({ aoiClientId: member.aoiClientId, now })
      expect(await isAwaited(START)).toBe(false)
      await send(store, { clientAppToken, ttlSeconds: 60 })
      expect([await isAwaited(START), await isAwaited(START + 60_000)]).toEqual([true, false])
      await ack(store, member, { toSeq: 1 })
      expect(await isAwaited(START)).toBe(false)
    })

    it('record the last request of an AOI Client without a session', async ({ store }) => {
      const [away, here] = [await addClient(store), await addClient(store)]
      await store.openSession({ aoiClientId: here, nodeId: 'node', at: START + 1 })
      for (const aoiClientId of [away, here])
        await addMember(store, { clientAppToken: newTokenName(), aoiClientId, at: START + 5 })
      const seen = await Promise.all([away, here].map((id) => store.findAoiClient(id)))
      expect(seen.map((client) => client?.lastSeenAt)).toEqual([START + 5, START + 1])
    })

    it('are gone once they have ended', async ({ store }) => {
      const aoiClientId = await addClient(store)
      expect(await store.endAoiClient({ id: aoiClientId, at: START })).toEqual([])
      expect(await store.findAoiClient(aoiClientId)).toBeUndefined()
      expect(await store.openSession({ aoiClientId, at: START })).toBeUndefined()
      expect((await store.listAoiClients({ limit: 10 })).rows).toEqual([])
      await expect(addMember(store, { clientAppToken: newTokenName(), aoiClientId })).rejects.toMatchObject({
        code: 'unauthorized',
      })
    })

    it('are listed page by page, newest first, with the number of their registrations', async ({ store }) => {
      const clients: string[] = []
      for (const offset of [0, 1, 1, 2, 2]) clients.push(await addClient(store, START + offset))
      await addMember(store, { clientAppToken: newTokenName(), aoiClientId: clients[0] ?? '' })
      const rows = await readAll((page) => store.listAoiClients(page), 2)
      expect(rows.map((row) => row.createdAt - START)).toEqual([2, 2, 1, 1, 0])
      expect(new Set(rows.map((row) => row.id))).toEqual(new Set(clients))
      expect(rows.map((row) => row.registrations)).toEqual([0, 0, 0, 0, 1])
      expect(JSON.stringify(rows)).not.toContain('secretHash')
    })
  })

  describe('registrations', () => {
    it('begin at the head of the token', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      expect(await addMember(store, { clientAppToken })).toMatchObject({
        clientAppToken,
        applicationName: WEATHER,
        startSeq: 1,
        ackedSeq: 1,
        headSeq: 1,
        created: true,
      })
    })

    it('are returned again when their AOI Client registers again', async ({ store }) => {
      const clientAppToken = newTokenName()
      const first = await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      const again = await addMember(store, { clientAppToken, aoiClientId: first.aoiClientId })
      expect(again).toEqual({ ...first, headSeq: 1, created: false })
      expect((await store.findToken(clientAppToken))?.members).toBe(1)
    })

    it('are made once when an AOI Client registers twice at once', async ({ store }) => {
      const clientAppToken = newTokenName()
      const aoiClientId = await addClient(store)
      const both = await Promise.all([1, 2, 3].map(() => addMember(store, { clientAppToken, aoiClientId })))
      expect(new Set(both.map((member) => member.registrationId)).size).toBe(1)
      expect(both.filter((member) => member.created)).toHaveLength(1)
      expect((await store.findToken(clientAppToken))?.members).toBe(1)
    })

    it('share one new token when many AOI Clients register for it at once', async ({ store }) => {
      const clientAppToken = newTokenName()
      const members = await Promise.all(Array.from({ length: 8 }, () => addMember(store, { clientAppToken })))
      expect(new Set(members.map((member) => member.tokenId)).size).toBe(1)
      expect((await store.findToken(clientAppToken))?.members).toBe(8)
    })

    it('are refused for an unknown AOI Client, and then no token is made', async ({ store }) => {
      const clientAppToken = newTokenName()
      await expect(addMember(store, { clientAppToken, aoiClientId: 'ac_unknown' })).rejects.toMatchObject({
        code: 'unauthorized',
      })
      expect(await store.findToken(clientAppToken)).toBeUndefined()
    })

    it('end once, and only for the caller', async ({ store }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      const bob = await addMember(store, { clientAppToken })
      const input = { aoiClientId: alice.aoiClientId, clientAppToken, at: START }
      const { registrationId, tokenId } = alice
      expect(await store.deregister(input)).toEqual({ registrationId, tokenId, clientAppToken })
      expect(await store.deregister(input)).toBeUndefined()
      expect(await store.deregister({ ...input, clientAppToken: newTokenName() })).toBeUndefined()
      expect((await store.listRegistrations({ aoiClientId: bob.aoiClientId, limit: 9 })).rows).toHaveLength(1)
      expect((await store.findToken(clientAppToken))?.members).toBe(1)
    })

    it('begin anew at the head when an AOI Client comes back', async ({ store }) => {
      const clientAppToken = newTokenName()
      const first = await addMember(store, { clientAppToken })
      await store.deregister({ aoiClientId: first.aoiClientId, clientAppToken, at: START })
      await send(store, { clientAppToken })
      const second = await addMember(store, { clientAppToken, aoiClientId: first.aoiClientId })
      expect(second).toMatchObject({ created: true, startSeq: 1 })
      expect(second.registrationId).not.toBe(first.registrationId)
      await store.deregister({ aoiClientId: first.aoiClientId, clientAppToken, at: START })
      expect((await addMember(store, { clientAppToken, aoiClientId: first.aoiClientId })).created).toBe(true)
    })

    it('are listed for an AOI Client page by page', async ({ store }) => {
      const aoiClientId = await addClient(store)
      const tokens = Array.from({ length: 5 }, newTokenName)
      for (const clientAppToken of tokens) await addMember(store, { clientAppToken, aoiClientId })
      const rows = await readAll((page) => store.listRegistrations({ ...page, aoiClientId }), 2)
      expect(rows.map((row) => row.clientAppToken)).toEqual(tokens)
    })
  })
}
