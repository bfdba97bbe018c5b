import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint } from '#protocol'
import { aoiClientsPageSchema } from '#protocol/dashboard/lists/aoi-clients.ts'
import { serverApplicationsPageSchema } from '#protocol/dashboard/lists/applications.ts'
import { auditPageSchema } from '#protocol/dashboard/lists/audit.ts'
import { notificationsPageSchema } from '#protocol/dashboard/lists/notifications.ts'
import { registrationsPageSchema } from '#protocol/dashboard/lists/registrations.ts'
import { membersPageSchema, tokenRowSchema, tokensPageSchema } from '#protocol/dashboard/lists/tokens.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import type { BareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const SENT = 7

/** Runs the contract of the dashboard's lists, over either database. */
export function runListsContract({ name, open }: { name: string; open: () => Promise<BareDoor> }): void {
  describe(`the lists of the dashboard ${name}`, () => {
    let door: BareDoor
    let admin: SignedIn
    let token: string
    let other: string
    let sent: string[]

    const read = async (
      operation: DashboardOperationName,
      asked: { query?: Record<string, string>; path?: Record<string, string> } = {},
    ) => {
      const answered = await callDashboard(door, { operation, as: admin, ...asked })
      return { status: answered.status, body: await answered.json() }
    }
    const notifications = async (query: Record<string, string>) =>
      notificationsPageSchema.parse((await read('listNotifications', { query })).body)

    beforeAll(async () => {
      door = await open()
      admin = await signInAs(door, 'admin')
      const alice = await registerClient(door.url)
      const bob = await registerClient(door.url)
      const seed = { tokenSeed: 'YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXM' }
      token = await registerApp(door.url, { as: alice, ...seed })
      await registerApp(door.url, { as: bob, ...seed })
      other = await registerApp(door.url, { as: bob, ApplicationName: 'org.games.go' })
      sent = []
      for (let index = 0; index < SENT; index++) {
        const key = index === 3 ? door.keys.games : door.keys.chat
        const clientAppToken = index === 3 ? other : token
        const payload = { index, title: `Number ${index}` }
        const body = { messageType: 'notificationReq', clientAppToken, payload }
        const { body: answer } = await call(door.url, { path: '/api/v1/notifications', key, body })
        sent.push(String(answer.notificationId))
      }
    })
    afterAll(() => door.close())

    it('page forwards and backwards, and contain every row once', async () => {
      const first = await notifications({ limit: '3' })
      expect(first.prevCursor).toBeUndefined()
      const second = await notifications({ limit: '3', cursor: first.nextCursor ?? '' })
      const third = await notifications({ limit: '3', cursor: second.nextCursor ?? '' })
      expect(third.nextCursor).toBeUndefined()
      const ids = [first, second, third].flatMap((page) => page.rows.map(({ id }) => id))
      expect(ids).toEqual(sent.toReversed())
      const back = await notifications({ limit: '3', cursor: third.prevCursor ?? '' })
      expect(back.rows).toEqual(second.rows)
      const backAgain = await notifications({ limit: '3', cursor: back.prevCursor ?? '' })
      expect(backAgain.rows).toEqual(first.rows)
      expect(backAgain.prevCursor).toBeUndefined()
      expect((await notifications({ sort: 'oldest', limit: '2' })).rows.map(({ id }) => id)).toEqual(
        sent.slice(0, 2),
      )
    })

    it('are filtered before they are paged', async () => {
      const { rows: all } = await notifications({})
      const ofToken = all.filter((row) => row.token.fingerprint === fingerprint(token))
      const tokenId = String(ofToken[0]?.token.id)
      const page = await notifications({ tokenId, limit: '4' })
      expect(page.rows).toEqual(ofToken.slice(0, 4))
      expect((await notifications({ tokenId, limit: '4', cursor: page.nextCursor ?? '' })).rows).toEqual(
        ofToken.slice(4),
      )
      expect((await notifications({ applicationName: 'org.games.*' })).rows.map(({ id }) => id)).toEqual([
        sent[3],
      ])
      expect((await notifications({ applicationName: 'org_games.*' })).rows).toEqual([])
      expect((await notifications({ id: sent[2]?.slice(0, 34) ?? '' })).rows.map(({ id }) => id)).toContain(
        sent[2],
      )
      expect((await notifications({ state: 'expired' })).rows).toEqual([])
      expect((await notifications({ state: 'live', pending: 'true' })).rows).toHaveLength(SENT)
      expect((await notifications({ acceptedTo: '2020-01-01T00:00:00.000Z' })).rows).toEqual([])
    })

    it('show outcomes that add up to the recipients, and no token', async () => {
      const { body } = await read('listNotifications')
      expect(JSON.stringify(body)).not.toContain(token)
      for (const row of notificationsPageSchema.parse(body).rows) {
        expect(row.acked + row.pending + row.expired + row.revoked).toBe(row.recipients)
      }
    })

    it('show tokens with their members, and find a token by its fingerprint', async () => {
      const { body } = await read('listTokens', { query: { fingerprint: fingerprint(token).slice(0, 4) } })
      const [row] = tokensPageSchema.parse(body).rows
      expect(row).toMatchObject({
        fingerprint: fingerprint(token),
        members: 2,
        behind: SENT - 1,
        kind: 'shared',
      })
      const path = { id: String(row?.id) }
      expect(tokenRowSchema.parse((await read('readToken', { path })).body)).toEqual(row)
      const members = membersPageSchema.parse(
        (await read('listMembers', { path, query: { limit: '1' } })).body,
      )
      expect(members.rows).toHaveLength(1)
      const query = { cursor: members.nextCursor ?? '' }
      expect(membersPageSchema.parse((await read('listMembers', { path, query })).body).rows).toHaveLength(1)
      expect((await read('readToken', { path: { id: '99999' } })).status).toBe(404)
      expect((await read('listTokens', { query: { fingerprint: 'g1' } })).status).toBe(400)
    })

    it('show AOI Clients by presence, with the notifications that wait for them', async () => {
      const all = aoiClientsPageSchema.parse((await read('listAoiClients')).body).rows
      expect(all.map(({ registrations }) => registrations)).toEqual([2, 1])
      expect(all.map(({ queue }) => queue)).toEqual([SENT, SENT - 1])
      const offline = await read('listAoiClients', { query: { online: 'false' } })
      expect(aoiClientsPageSchema.parse(offline.body).rows).toEqual(all)
      expect((await read('listAoiClients', { query: { online: 'true' } })).body).toEqual({ rows: [] })
      const id = all[1]?.id ?? ''
      expect((await read('readAoiClient', { path: { id } })).body).toEqual(all[1])
      const other = `ac_${'A'.repeat(22)}`
      expect((await read('readAoiClient', { path: { id: other } })).status).toBe(404)
      const found = await read('listAoiClients', { query: { id: id.slice(0, 10) } })
      expect(aoiClientsPageSchema.parse(found.body).rows.map((row) => row.id)).toEqual([id])
    })

    it('show registrations, Server Applications and the audit', async () => {
      const registrations = registrationsPageSchema.parse((await read('listRegistrations')).body)
      expect(registrations.rows.map((row) => row.applicationName)).toEqual([
        'org.games.go',
        'com.example.chat',
        'com.example.chat',
      ])
      const ended = await read('listRegistrations', { query: { state: 'ended' } })
      expect(ended.body).toEqual({ rows: [] })
      const applications = serverApplicationsPageSchema.parse((await read('listServerApplications')).body)
      expect(applications.rows.map(({ name, keys }) => [name, keys.length])).toEqual([
        ['chat', 1],
        ['games', 1],
      ])
      const audit = await read('listAudit', { query: { action: 'apiKey', limit: '1' } })
      expect(auditPageSchema.parse(audit.body)).toMatchObject({
        rows: [{ actor: 'test', action: 'apiKey.create', detail: 'games' }],
        nextCursor: expect.any(String),
      })
    })

    it('show payloads only separately, to operators who may read them', async () => {
      const path = { id: sent[0] ?? '' }
      const payload = '{"index":0,"title":"Number 0"}'
      expect((await read('readPayload', { path })).body).toEqual({ payload, encoding: 'json' })
      const auditor = await signInAs(door, 'auditor')
      const refused = await callDashboard(door, { operation: 'readPayload', path, as: auditor })
      expect(refused.status).toBe(403)
      expect((await read('readNotification', { path })).body).toMatchObject({
        id: sent[0],
        urgency: 'normal',
      })
    })

    it('have the titles of payloads for roles that may read payloads, and for no other', async () => {
      const query = { id: sent[0] ?? '' }
      expect((await notifications(query)).rows.map(({ title }) => title)).toEqual(['Number 0'])
      const as = await signInAs(door, 'auditor')
      const answered = await callDashboard(door, { operation: 'listNotifications', query, as })
      const { rows } = notificationsPageSchema.parse(await answered.json())
      expect(rows.map(({ id, title }) => [id, title])).toEqual([[sent[0], undefined]])
    })

    it('refuse an unknown filter, and the cursor of another list', async () => {
      expect((await read('listNotifications', { query: { nonsense: 'x' } })).status).toBe(400)
      expect((await read('listNotifications', { query: { cursor: '<zzz' } })).status).toBe(400)
      expect((await read('listAudit', { query: { limit: '101' } })).status).toBe(400)
    })
  })
}
