import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint, LIMITS } from '#protocol'
import { savedAudiencesSchema } from '#protocol/dashboard/audiences.ts'
import {
  audienceChoicesSchema,
  composedSchema,
  frozenAudienceSchema,
  ownDeviceSchema,
  sentOutcomesSchema,
  templatesSchema,
} from '#protocol/dashboard/compose.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const APPLICATION = 'com.example.maintenance'
const DISPLAY = '{"web_push":8030,"notification":{"title":"Maintenance","body":"At 22:00"}}'

describe('an operator who composes', () => {
  let door: BareDoor
  let admin: SignedIn
  let alice: SignedIn
  let tokens: string[]

  type Asked = {
    path?: Record<string, string>
    query?: Record<string, string>
    body?: object
    as?: SignedIn
  }
  const act = async (operation: DashboardOperationName, asked: Asked = {}) => {
    return askDashboard(door, { operation, as: alice, ...asked })
  }
  const freeze = async (body: object = { applicationName: APPLICATION }) =>
    frozenAudienceSchema.parse((await act('freezeAudience', { body })).body)
  const message = (rest: object = {}) => ({ payload: DISPLAY, ttl: 3600, urgency: 'normal', ...rest })
  const send = async (rest: object = {}) => {
    const { selectionId } = await freeze()
    return act('sendComposed', { body: { ...message(), selectionId, requestId: randomUUID(), ...rest } })
  }
  const outcomesOf = async (ids: string[]) =>
    sentOutcomesSchema.parse((await act('readSentOutcomes', { body: { ids } })).body).rows
  const lastAudit = async () => (await act('listAudit', { as: admin })).body.rows[0]

  beforeAll(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    alice = await signInAs(door, 'operator')
    tokens = []
    for (const tokenSeed of ['YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXM', 'YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXX'])
      tokens.push(
        await registerApp(door.url, {
          as: await registerClient(door.url),
          ...{ ApplicationName: APPLICATION, tokenSeed },
        }),
      )
  })
  afterAll(() => door.close())

  it('finds tokens by application and fingerprint', async () => {
    const found = async (text: string) =>
      audienceChoicesSchema.parse((await act('findAudience', { query: { text } })).body)
    const [first = ''] = tokens
    expect((await found('MAINTEN')).applications).toEqual([APPLICATION])
    expect((await found(fingerprint(first))).tokens.map((row) => row.fingerprint)).toContain(
      fingerprint(first),
    )
    expect((await found(APPLICATION)).tokens).toHaveLength(2)
    expect((await found('no such thing')).tokens).toEqual([])
  })

  it('freezes the tokens of an application with their members, and sends to all of them once', async () => {
    const frozen = await freeze()
    expect(frozen).toMatchObject({ tokens: 2, recipients: 2, excluded: 0 })
    const body = { ...message(), selectionId: frozen.selectionId, requestId: randomUUID() }
    const { sent, refused } = composedSchema.parse((await act('sendComposed', { body })).body)
    expect([sent.map(({ recipients }) => recipients), refused]).toEqual([[1, 1], 0])
    expect(await lastAudit()).toMatchObject({ actor: alice.email, action: 'notification.compose' })
    expect((await lastAudit()).detail).toMatch(/^2 of 2 tokens \[/)
    expect((await act('sendComposed', { body })).status).toBe(404)
    const again = { ...body, selectionId: (await freeze()).selectionId }
    const repeated = composedSchema.parse((await act('sendComposed', { body: again })).body)
    expect(repeated.sent).toEqual(sent)
    const other = { ...again, selectionId: (await freeze()).selectionId, payload: '1' }
    expect((await act('sendComposed', { body: other })).status).toBe(422)
    expect(await outcomesOf(sent.map(({ id }) => id))).toMatchObject([
      { state: 'live', recipients: 1, acked: 0, pending: 1, applicationName: APPLICATION },
      { state: 'live', recipients: 1, acked: 0, pending: 1, applicationName: APPLICATION },
    ])
  })

  it('schedules for a time up to 30 days ahead', async () => {
    const now = door.services.context.clock.now()
    const deliverAt = new Date(now + 3_600_000).toISOString()
    const { sent } = composedSchema.parse((await send({ deliverAt })).body)
    expect(sent).toEqual([expect.objectContaining({ deliverAt }), expect.objectContaining({ deliverAt })])
    expect((await outcomesOf(sent.map(({ id }) => id))).map(({ state }) => state)).toEqual([
      'scheduled',
      'scheduled',
    ])
    const late = new Date(now + (LIMITS.scheduleSecondsMax + 60) * 1000).toISOString()
    const refused = await send({ deliverAt: late })
    expect([refused.status, refused.body.desc]).toEqual([400, 'deliverAt: must be at most 30 days ahead'])
  })

  it.each([
    ['{', 'payload: is not valid JSON'],
    ['{"a":1,"a":2}', 'payload: must not name the element "a" twice'],
    ['{"web_push":8030,"notification":{"title":""}}', 'payload.notification.title: must not be empty'],
    [JSON.stringify('x'.repeat(LIMITS.payloadBytes)), 'payload: must be at most 4096 bytes of JSON'],
  ])('is told what is wrong with the payload %.40s', async (payload, desc) => {
    expect((await send({ payload })).body.desc).toBe(desc)
  })

  it('sends to the own device first, and the choice stays', async () => {
    const body = { ...message(), requestId: randomUUID() }
    const before = await act('sendToOwnDevice', { body })
    expect([before.status, before.body.desc]).toEqual([
      404,
      'your device: choose the token of your device first',
    ])
    const { tokens: rows } = audienceChoicesSchema.parse((await act('findAudience')).body)
    const tokenId = rows[0]?.tokenId ?? 0
    expect((await act('chooseOwnDevice', { body: { tokenId } })).status).toBe(200)
    expect(ownDeviceSchema.parse((await act('readOwnDevice')).body).token?.tokenId).toBe(tokenId)
    expect(composedSchema.parse((await act('sendToOwnDevice', { body })).body).sent).toHaveLength(1)
    expect(await lastAudit()).toMatchObject({ action: 'notification.composeTest' })
    const bob = await signInAs(door, 'operator')
    expect((await act('readOwnDevice', { as: bob })).body).toEqual({})
  })

  describe('and saves audiences', () => {
    const save = (name: string, content: object, rest: { as?: SignedIn; shared?: boolean } = {}) => {
      const { as = alice, shared = false } = rest
      return act('saveAudience', { as, body: { name, shared, content } })
    }
    const list = async (as = alice) =>
      savedAudiencesSchema.parse((await act('listAudiences', { as })).body).audiences
    const idOf = async (name: string) => (await list()).find((row) => row.name === name)?.id ?? ''
    const rename = (id: string, name: string, rest: { as?: SignedIn; shared?: boolean } = {}) =>
      act('changeAudience', {
        as: rest.as ?? alice,
        path: { id },
        body: { name, shared: rest.shared ?? false },
      })

    it('that the server counts anew at each sending', async () => {
      const client = await registerClient(door.url)
      const application = {
        ApplicationName: 'com.example.kitchen',
        tokenSeed: 'YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXM',
      }
      await registerApp(door.url, { as: client, ...application })
      const [clients, label] = [{ ids: [client.aoiClientId], act: 'label' }, 'kitchen']
      const { selectionId } = (await act('freezeSelection', { body: clients })).body
      await act('labelAoiClients', { body: { selectionId, reason: 'a test', label } })
      const { tokens: chosen } = audienceChoicesSchema.parse((await act('findAudience')).body)
      const tokenIds = chosen.map(({ tokenId }) => tokenId)
      const table: [name: string, content: object, tokens: number, recipients: number][] = [
        ['chosen', { tokenIds }, 3, 3],
        ['application', { applicationName: APPLICATION }, 2, 2],
        ['filter', { tokens: { applicationName: 'com.example.kitchen', members: 'some' } }, 1, 1],
        ['label', { clients: { label } }, 1, 1],
      ]
      for (const [name, content, tokens, recipients] of table) {
        expect((await save(name, content)).status, name).toBe(204)
        expect(await freeze({ audienceId: await idOf(name) }), name).toMatchObject({ tokens, recipients })
      }
      await registerApp(door.url, { as: await registerClient(door.url), ...application })
      expect(await freeze({ audienceId: await idOf('label') })).toMatchObject({ tokens: 1, recipients: 2 })
      expect((await list()).map(({ content }) => content)).toContainEqual({ tokenCount: 3 })
      const nobody = await act('freezeAudience', { body: { clients: { label: 'attic' } } })
      expect([nobody.status, nobody.body.desc]).toEqual([404, 'the audience: no token of it has a member'])
      expect((await save('wrong', { tokens: { colour: 'red' } })).status).toBe(400)
    })

    it('which other operators see if they are shared, and only the owner or an admin changes', async () => {
      const [bob, viewer] = [await signInAs(door, 'operator'), await signInAs(door, 'viewer')]
      await save('first', { applicationName: APPLICATION })
      const id = await idOf('first')
      expect((await act('freezeAudience', { as: bob, body: { audienceId: id } })).status).toBe(404)
      expect((await rename(id, 'second', { shared: true })).status).toBe(204)
      expect(await list(bob)).toMatchObject([{ name: 'second', owner: alice.email, mayChange: false }])
      expect((await rename(id, 'mine', { as: bob })).status).toBe(403)
      await save('third', { applicationName: APPLICATION })
      expect((await rename(id, 'third')).status).toBe(409)
      expect((await act('listAudiences', { as: viewer })).status).toBe(403)
      const path = { id }
      expect((await act('removeAudience', { as: bob, path })).status).toBe(403)
      expect((await act('removeAudience', { as: admin, path })).status).toBe(204)
      expect((await act('removeAudience', { as: admin, path })).status).toBe(404)
      const last = { action: 'audience.remove', subject: 'second', detail: 'shared', actor: admin.email }
      expect(await lastAudit()).toMatchObject(last)
    })

    it('up to a limit', async () => {
      const carol = await signInAs(door, 'operator')
      const saved = Array.from({ length: LIMITS.audiencesPerOperator + 1 }, (_, n) =>
        save(`a${n}`, { applicationName: APPLICATION }, { as: carol }),
      )
      const states = (await Promise.all(saved)).map(({ status }) => status)
      expect(states.filter((status) => status === 429)).toHaveLength(1)
    })
  })

  it('keeps templates by name, and a viewer may not', async () => {
    const saved = { name: 'Maintenance', message: message({ until: 'all' }) }
    expect((await act('saveTemplate', { body: saved })).status).toBe(204)
    const changed = { ...saved, message: message({ topic: 'planned' }) }
    expect((await act('saveTemplate', { body: changed })).status).toBe(204)
    const { templates } = templatesSchema.parse((await act('listTemplates')).body)
    expect(templates).toMatchObject([
      { name: 'Maintenance', savedBy: alice.email, message: { topic: 'planned' } },
    ])
    const path = { id: templates[0]?.id ?? '' }
    expect((await act('removeTemplate', { path })).status).toBe(204)
    expect((await act('removeTemplate', { path })).status).toBe(404)
    const viewer = await signInAs(door, 'viewer')
    expect((await act('listTemplates', { as: viewer })).status).toBe(403)
  })
})
