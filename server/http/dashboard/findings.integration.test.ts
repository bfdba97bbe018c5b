import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findingsPageSchema } from '#protocol/dashboard/lists/findings.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const ID = '0123456789abcdef'
const OTHER = 'fedcba9876543210'

describe('findings on the dashboard', () => {
  let door: BareDoor
  let operator: SignedIn

  const act = async (
    operation: DashboardOperationName,
    asked: { id?: string; query?: Record<string, string>; body?: object; as?: SignedIn } = {},
  ) => {
    const { id, as = operator, ...rest } = asked
    const path = id === undefined ? {} : { path: { id } }
    return askDashboard(door, { operation, as, ...path, ...rest })
  }
  const list = async (query: Record<string, string> = {}) =>
    findingsPageSchema.parse((await act('listFindings', { query })).body).rows
  const latestAudit = async () =>
    (await door.services.context.dashboard.listAudit({ limit: 1, filter: {} })).rows[0]

  beforeAll(async () => {
    door = await openBareDoor()
    operator = await signInAs(door, 'operator')
    const evidence = { kind: 'hookFails', subject: 'h1', count: 3, detail: 'grafana' } as const
    const { store } = door.services.context.findings
    const opened = [
      { id: ID, ...evidence },
      { id: OTHER, ...evidence, subject: 'h2' },
    ]
    await store.change({ opened, changed: [], resolved: [], at: 1 })
    await store.change({ opened: [], changed: [], resolved: [OTHER], at: 2 })
  })
  afterAll(() => door.close())

  it('are listed by state, kind and id', async () => {
    expect(await list()).toHaveLength(2)
    expect(await list({ state: 'open' })).toMatchObject([{ id: ID, state: 'open', detail: 'grafana' }])
    expect(await list({ id: OTHER })).toMatchObject([{ state: 'resolved' }])
    expect(await list({ kind: 'diskLow' })).toEqual([])
    expect((await act('listFindings', { query: { state: 'closed' } })).status).toBe(400)
  })

  it('are acknowledged, muted and unmuted, with a row of the audit for each act', async () => {
    let announced = 0
    const end = door.services.announcer.listen(({ kind }) => {
      if (kind === 'findingsChanged') announced += 1
    })
    expect((await act('acknowledgeFinding', { id: ID })).status).toBe(204)
    expect(await list({ id: ID })).toMatchObject([{ state: 'acknowledged', acknowledgedBy: operator.email }])
    const subject = { actor: operator.email, subject: ID }
    expect(await latestAudit()).toMatchObject({
      ...subject,
      action: 'finding.acknowledge',
      detail: 'hookFails',
    })
    expect((await act('muteFinding', { id: ID, body: { seconds: 3600 } })).status).toBe(204)
    expect(await list({ id: ID })).toMatchObject([{ state: 'muted', mutedBy: operator.email }])
    expect(await latestAudit()).toMatchObject({ ...subject, action: 'finding.mute' })
    expect((await act('unmuteFinding', { id: ID })).status).toBe(204)
    expect(await list({ id: ID })).toMatchObject([{ state: 'acknowledged' }])
    expect(await latestAudit()).toMatchObject({ ...subject, action: 'finding.unmute' })
    end()
    expect(announced).toBe(3)
  })

  it('that are resolved or unknown take no acts', async () => {
    const refused = await act('acknowledgeFinding', { id: OTHER })
    expect([refused.status, refused.body.desc]).toEqual([400, 'id: this finding is resolved'])
    expect((await act('muteFinding', { id: OTHER, body: { seconds: 60 } })).status).toBe(400)
    expect((await act('unmuteFinding', { id: '0000000000000000' })).status).toBe(404)
    expect((await act('muteFinding', { id: ID, body: { seconds: 0 } })).status).toBe(400)
  })

  it('are read by every role, and changed by operators and admins alone', async () => {
    for (const role of ['auditor', 'viewer'] as const) {
      const as = await signInAs(door, role)
      expect((await act('listFindings', { as })).status).toBe(200)
      expect((await act('acknowledgeFinding', { id: ID, as })).status).toBe(403)
      expect((await act('muteFinding', { id: ID, body: { seconds: 60 }, as })).status).toBe(403)
    }
  })
})
