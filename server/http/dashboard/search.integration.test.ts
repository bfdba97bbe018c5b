import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Role } from '#protocol/dashboard/roles.ts'
import { searchAnswerSchema } from '#protocol/dashboard/search.ts'
import { newNotificationId } from '#server/core/notifications/new-notification-id.ts'
import { writeSearchTerms } from '#server/core/search/write-search-terms.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const TOKEN = `g1${'A'.repeat(43)}`
const CLIENT = 'ac_Kitchen000000000000000'

describe('the search of the dashboard', () => {
  let door: BareDoor
  const signedIn = new Map<Role, SignedIn>()

  const ask = async (text: string, role: Role = 'viewer') =>
    callDashboard(door, { operation: 'search', body: { text }, ...as(role) })
  const as = (role: Role) => {
    const operator = signedIn.get(role)
    return operator === undefined ? {} : { as: operator }
  }
  const search = async (text: string, role?: Role) => {
    const { groups } = searchAnswerSchema.parse(await (await ask(text, role)).json())
    return Object.fromEntries(groups.map(({ kind, hits }) => [kind, hits]))
  }

  beforeAll(async () => {
    door = await openBareDoor()
    for (const role of ['admin', 'auditor', 'viewer'] as const) signedIn.set(role, await signInAs(door, role))
    const { store } = door.services.context
    const at = door.services.context.clock.now()
    await store.createAoiClient({ id: CLIENT, secretHash: 'ab', name: 'Kitchen tablet', createdAt: at })
    await store.register({
      ...{
        aoiClientId: CLIENT,
        clientAppToken: TOKEN,
        kind: 'shared',
        applicationName: 'com.example.kitchen',
      },
      ...{ tokenScope: '', label: 'Night shift', at },
    })
  })
  afterAll(() => door.close())

  it('finds a new device by a word of its name, its label and the beginning of its id', async () => {
    expect((await search('tab')).aoiClient).toEqual([{ id: CLIENT, match: 'name', name: 'Kitchen tablet' }])
    expect((await search('shift')).aoiClient).toMatchObject([{ id: CLIENT, match: 'label', detail: 'shift' }])
    expect((await search('ac_Kitch')).aoiClient).toMatchObject([{ id: CLIENT, match: 'id' }])
    expect((await search(CLIENT)).aoiClient).toMatchObject([{ id: CLIENT, match: 'whole' }])
    expect(await search('nothing of this name')).toEqual({})
  })

  it('finds the same device after its terms are written', async () => {
    const { context } = door.services
    expect(await context.search.listUnindexed(1)).toMatchObject([{ id: CLIENT, labels: ['Night shift'] }])
    await writeSearchTerms(context)
    expect(await context.search.listUnindexed(1)).toEqual([])
    expect((await search('tab')).aoiClient).toEqual([{ id: CLIENT, match: 'name', name: 'Kitchen tablet' }])
  })

  it('finds a pasted token by itself and answers with its fingerprint', async () => {
    const name = tokenFingerprint(TOKEN)
    const answered = await (await ask(TOKEN)).text()
    expect(answered).not.toContain(TOKEN)
    expect((await search(TOKEN)).token).toMatchObject([
      { match: 'whole', name, detail: 'com.example.kitchen' },
    ])
    expect((await search(name.slice(0, 4).toUpperCase())).token).toMatchObject([
      { match: 'fingerprint', name },
    ])
  })

  it('finds applications and API keys by a word of the name', async () => {
    const found = await search('kitchen')
    expect(found.applicationName).toEqual([
      { id: 'com.example.kitchen', match: 'name', name: 'com.example.kitchen' },
    ])
    const [key] = (await search('chat')).apiKey ?? []
    expect(key).toMatchObject({ match: 'name', detail: 'chat' })
    expect((await search(key?.id ?? '')).apiKey).toMatchObject([{ match: 'whole', id: key?.id }])
  })

  it('finds operators and audit events only for roles that may open their pages', async () => {
    const kinds = async (role: Role) => Object.keys(await search('example.com', role))
    expect(await kinds('viewer')).not.toContain('operator')
    expect(await kinds('viewer')).not.toContain('auditEvent')
    expect(await kinds('auditor')).toContain('auditEvent')
    expect(await kinds('auditor')).not.toContain('operator')
    expect(await kinds('admin')).toEqual(expect.arrayContaining(['operator', 'auditEvent']))
  })

  it('finds a notification by words of its title or text, for roles that may read payloads alone', async () => {
    const { context } = door.services
    const send = async (payload: unknown, acceptedAt: number) => {
      const id = newNotificationId(acceptedAt)
      const notification = { id, clientAppToken: TOKEN, payload: JSON.stringify(payload), ttlSeconds: 60 }
      const grants = ['com.example.kitchen']
      await context.store.append([
        {
          ...{ serverApplicationId: 'sender', grants, acceptedAt },
          notifications: [{ ...notification, urgency: 'normal' }],
        },
      ])
      return id
    }
    const at = context.clock.now() - 60_000
    const long = `${'very '.repeat(100)}<b>LEAK</b> under the sink ${'far '.repeat(100)}`
    const byText = await send({ title: 'Water', text: long }, at)
    const byTitle = await send({ title: 'Leak', text: 'of gas' }, at + 1)
    const hits = [
      { id: byTitle, match: 'title', name: 'Leak', detail: 'com.example.kitchen' },
      { id: byText, match: 'text', name: 'Water', excerpt: expect.stringContaining('<b>LEAK</b> under') },
    ]
    expect((await search('leak')).notificationText).toMatchObject(hits)
    await context.textIndexer.step()
    expect((await context.search.listWaitingTexts({ rows: 9, counted: 9 })).texts).toEqual([])
    const { notificationText: found } = await search('leak')
    expect(found).toMatchObject(hits)
    expect(found?.[1]?.excerpt?.length).toBeLessThanOrEqual(LIMITS.searchExcerptCharacters + 2)
    expect((await search('sink leak')).notificationText).toMatchObject([{ id: byText }])
    for (const role of ['viewer', 'admin'] as const)
      expect(Object.keys(await search('leak', role))).toContain('notificationText')
    expect(Object.keys(await search('leak', 'auditor'))).not.toContain('notificationText')
    expect(await (await ask('leak', 'auditor')).text()).not.toContain('sink')
  })

  it('says how many of the newest notifications are not searched yet', async () => {
    const { context } = door.services
    const acceptedAt = context.clock.now()
    const count = LIMITS.searchTextWaiting + 3
    const notifications = Array.from({ length: count }, () => ({
      ...{ id: newNotificationId(acceptedAt), clientAppToken: TOKEN, payload: '"newest"' },
      ...{ ttlSeconds: 60, urgency: 'normal' as const },
    }))
    await context.store.append([
      { serverApplicationId: 'sender', grants: ['com.example.kitchen'], acceptedAt, notifications },
    ])
    const { groups } = searchAnswerSchema.parse(await (await ask('nobody has this')).json())
    const searchedUntil = new Date(acceptedAt).toISOString()
    expect(groups).toEqual([{ kind: 'notificationText', hits: [], more: false, waiting: 3, searchedUntil }])
  })

  it('refuses a text that is too long, and one search too many', async () => {
    const refused = await ask('x'.repeat(LIMITS.searchTextBytes + 1))
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ desc: expect.stringMatching(/^text: /) })
    const { pacer } = door.services.context
    const { email } = signedIn.get('viewer') ?? { email: '' }
    const operator = (await door.services.operators.list()).find((row) => row.email === email)
    const running = Array.from({ length: LIMITS.searchesPerOperator }, () =>
      pacer.admit({ kind: 'search', party: operator?.id ?? '' }),
    )
    expect((await ask('tablet')).status).toBe(429)
    for (const end of running) end()
    expect((await ask('tablet')).status).toBe(200)
  })
})
