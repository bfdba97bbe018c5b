import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Role } from '#protocol/dashboard/roles.ts'
import { searchAnswerSchema } from '#protocol/dashboard/search.ts'
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
