import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { type ViewReq, viewsSchema } from '#protocol/dashboard/views.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const LOOK = { hidden: ['kind'], order: ['members'], widths: { members: 'wide' }, density: 'dense' } as const
const VIEW = {
  ...{ list: 'tokens', name: 'Without members', shared: false, isDefault: false },
  params: { members: 'none' },
  look: LOOK,
} as const

describe('saved views of lists', () => {
  let door: BareDoor
  let ada: SignedIn
  let vi: SignedIn
  beforeAll(async () => {
    door = await openBareDoor()
    ada = await signInAs(door, 'operator')
    vi = await signInAs(door, 'viewer')
  })
  afterAll(() => door.close())

  const save = async (as: SignedIn, body: object) =>
    callDashboard(door, { operation: 'saveView', as, body: { ...VIEW, ...body } })
  const list = async (as: SignedIn, of: ViewReq['list'] = 'tokens') =>
    viewsSchema.parse((await askDashboard(door, { operation: 'listViews', as, query: { list: of } })).body)
  const idOf = async (as: SignedIn, name: string) =>
    (await list(as)).views.find((view) => view.name === name)?.id ?? ''
  const remove = async (as: SignedIn, id: string) =>
    (await callDashboard(door, { operation: 'removeView', as, path: { id } })).status

  it('are for their operator alone, and replaced by name', async () => {
    expect((await save(ada, {})).status).toBe(200)
    expect((await save(ada, { params: {} })).status).toBe(200)
    const { views, mayShare } = await list(ada)
    expect(mayShare).toBe(true)
    expect(views).toMatchObject([
      { ...{ name: VIEW.name, params: {}, look: LOOK, mayRemove: true, isDefault: false } },
    ])
    expect((await list(vi)).views).toEqual([])
    expect((await list(ada, 'hooks')).views).toEqual([])
    expect(await remove(vi, views[0]?.id ?? '')).toBe(404)
    expect(await remove(ada, views[0]?.id ?? '')).toBe(204)
  })

  it('are shared by roles that may act, and removed by their owner or an admin', async () => {
    expect((await save(vi, { shared: true })).status).toBe(403)
    await save(ada, { name: 'For all', shared: true })
    const { views, mayShare } = await list(vi)
    expect(mayShare).toBe(false)
    expect(views).toMatchObject([{ name: 'For all', owner: ada.email, mayRemove: false }])
    const id = views[0]?.id ?? ''
    expect(await remove(vi, id)).toBe(403)
    expect(await remove(await signInAs(door, 'admin'), id)).toBe(204)
    const { rows } = await door.services.context.dashboard.listAudit({ limit: 1, filter: {} })
    expect(rows[0]).toMatchObject({ action: 'view.remove', subject: 'For all', detail: 'tokens' })
  })

  it('open a list for one operator, until the view is no longer shared', async () => {
    await save(ada, { name: 'Start', shared: true })
    const id = await idOf(vi, 'Start')
    const choose = (isDefault: boolean) =>
      callDashboard(door, { operation: 'chooseDefaultView', as: vi, path: { id }, body: { isDefault } })
    expect((await choose(true)).status).toBe(204)
    expect((await list(vi)).views).toMatchObject([{ name: 'Start', isDefault: true }])
    expect((await list(ada)).views).toMatchObject([{ name: 'Start', isDefault: false }])
    await save(ada, { name: 'Other', shared: true, isDefault: true })
    await save(ada, { name: 'Start', shared: false })
    await save(ada, { name: 'Start', shared: true })
    expect((await list(vi)).views.filter(({ isDefault }) => isDefault)).toEqual([])
    expect((await list(ada)).views.filter(({ isDefault }) => isDefault)).toMatchObject([{ name: 'Other' }])
  })

  it('are limited in number, and refused with unknown lists, widths and elements', async () => {
    for (const wrong of [
      { list: 'secrets' },
      { look: { ...LOOK, widths: { members: 'huge' } } },
      { look: { ...LOOK, colour: 'red' } },
      { name: '' },
      { params: Object.fromEntries(Array.from({ length: LIMITS.viewParams + 1 }, (_, n) => [`p${n}`, 'x'])) },
    ])
      expect((await save(vi, wrong)).status).toBe(400)
    const saved = Array.from({ length: LIMITS.viewsPerOperator + 1 }, (_, n) => save(vi, { name: `v${n}` }))
    const states = (await Promise.all(saved)).map(({ status }) => status)
    expect(states.filter((status) => status === 429)).toHaveLength(1)
  })

  it('end with the operator who saved them, but shared ones stay until an admin removes them', async () => {
    const eve = await signInAs(door, 'operator')
    await save(eve, { name: 'Of Eve', shared: true })
    await save(eve, { name: 'Private', shared: false })
    const own = await idOf(eve, 'Private')
    const admin = await signInAs(door, 'admin')
    const operators = await door.services.operators.list()
    const id = operators.find(({ email }) => email === eve.email)?.id ?? ''
    await callDashboard(door, { operation: 'removeOperator', as: admin, path: { id } })
    const kept = (await list(ada)).views.find(({ name }) => name === 'Of Eve')
    expect(kept).toMatchObject({ shared: true, mayRemove: false })
    expect(kept).not.toHaveProperty('owner')
    expect(await remove(ada, kept?.id ?? '')).toBe(403)
    expect(await remove(admin, kept?.id ?? '')).toBe(204)
    expect(await door.services.context.views.findView({ id: own, operatorId: id })).toBeUndefined()
  })
})
