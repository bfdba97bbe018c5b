import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

/** Every operation that reads by a query, with a value that one of its parameters refuses. */
const WRONG: Partial<Record<DashboardOperationName, [name: string, value: string]>> = {
  listNotifications: ['acceptedFrom', 'yesterday'],
  exportNotifications: ['acceptedTo', '5'],
  listTokens: ['fingerprint', 'zz'],
  listMembers: ['cursor', 'x'],
  listAoiClients: ['online', 'maybe'],
  listRegistrations: ['tokenId', '0'],
  listRefusals: ['from', '2026-13-01'],
  listServerApplications: ['limit', '0'],
  listHooks: ['limit', '0'],
  listWebhooks: ['cursor', 'x'],
  listFindings: ['state', 'closed'],
  listScheduled: ['limit', '0'],
  listAudit: ['to', 'never'],
  listRecipients: ['outcome', 'gone'],
  readFlight: ['window', 'year'],
}

const isList = ([name, { method, path }]: [string, { method: string; path: string }]) =>
  method === 'get' && /^(list|export)/.test(name) && !path.includes('session')

describe('a list of the dashboard', () => {
  let door: BareDoor
  let as: SignedIn
  const path: Record<string, string> = { id: '1' }

  beforeAll(async () => {
    door = await openBareDoor()
    as = await signInAs(door, 'admin')
    await registerApp(door.url, { as: await registerClient(door.url) })
  })
  afterAll(() => door.close())

  const refusal = async (operation: DashboardOperationName, search: string) => {
    const { path: pattern } = DASHBOARD_OPERATIONS[operation]
    const url = `${door.url}/api/dashboard${pattern.replaceAll(/\{id\}/g, idFor(operation))}?${search}`
    const answered = await fetch(url, { headers: { cookie: as.cookie } })
    return { status: answered.status, body: (await answered.json()) as { desc: string } }
  }

  function idFor(operation: DashboardOperationName): string {
    if (operation === 'listRecipients') return '01999999-0000-7000-8000-000000000000'
    return operation === 'readFlight' ? `ac_${'x'.repeat(22)}` : (path.id ?? '')
  }

  it.each(Object.entries(WRONG))(
    '%s names an unknown, a repeated and an invalid parameter',
    async (name, [wrong, value]) => {
      const operation = name as DashboardOperationName
      const fixed = operation === 'exportNotifications' ? '&format=csv' : ''
      const unknown = await refusal(operation, `stranger=1${fixed}`)
      expect(unknown).toMatchObject({ status: 400, body: { desc: expect.stringContaining('stranger') } })
      const repeated = await refusal(operation, `${wrong}=${value}&${wrong}=${value}${fixed}`)
      expect(repeated).toMatchObject({ status: 400, body: { desc: expect.stringContaining(`${wrong}: `) } })
      const refused = await refusal(operation, `${wrong}=${value}${fixed}`)
      expect(refused).toMatchObject({ status: 400, body: { desc: expect.stringContaining(wrong) } })
    },
  )

  it('with a query is a row of this table', async () => {
    for (const [name] of Object.entries(DASHBOARD_OPERATIONS).filter(isList)) {
      const operation = name as DashboardOperationName
      if (operation in WRONG) continue
      // The operation takes no query, so any parameter is unknown.
      const answered = await callDashboard(door, { operation, as, path, query: { limit: '1' } })
      expect(answered.status, name).toBe(400)
    }
  })
})
