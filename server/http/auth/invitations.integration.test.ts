import { beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { invitationsSchema } from '#protocol/dashboard/account.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { accept, callDashboard, postAuth, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

describe('invitations', () => {
  let door: BareDoor
  let ada: SignedIn
  let ben: SignedIn
  beforeEach(async () => {
    door = await openBareDoor()
    ada = await signInAs(door, 'admin')
    ben = await signInAs(door, 'admin')
    return () => door.close()
  })

  const invite = async (as: SignedIn, email: string, role: Role = 'admin') => {
    const answered = await callDashboard(door, { operation: 'inviteOperator', as, body: { email, role } })
    return ((await answered.json()) as { code: string }).code
  }
  const list = async () => {
    const answered = await callDashboard(door, { operation: 'listInvitations', as: ada })
    return invitationsSchema.parse(await answered.json()).invitations
  }
  const idOf = async (email: string) =>
    (await door.services.operators.list()).find((operator) => operator.email === email)?.id ?? ''

  it('end when their inviter is removed', async () => {
    const code = await invite(ben, 'carla@example.com')
    await callDashboard(door, { operation: 'removeOperator', as: ada, path: { id: await idOf(ben.email) } })
    const refused = await postAuth(door, {
      ...{
        path: '/accept',
        body: { code, name: 'C', email: 'carla@example.com', password: 'a long password' },
      },
    })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ reason: 'invitationInvalid' })
    expect(await list()).toEqual([])
  })

  it('end for good when their inviter becomes a viewer', async () => {
    const code = await invite(ben, 'carla@example.com', 'viewer')
    const id = await idOf(ben.email)
    for (const role of ['viewer', 'admin'] as const)
      await callDashboard(door, { operation: 'changeRole', as: ada, path: { id }, body: { role } })
    await expect(accept(door, { code, email: 'carla@example.com' })).rejects.toThrow('403')
  })

  it('are invalid while their inviter is not an admin in the database, for any reason', async () => {
    const code = await invite(ben, 'carla@example.com')
    const { operators, context } = door.services
    const tables = Reflect.get(context.store, 'operatorTables') as {
      operator: { updateMany(args: object): Promise<unknown> }
    }
    await tables.operator.updateMany({ where: { email: ben.email }, data: { role: 'operator' } })
    expect(await operators.findInvitation(code)).toBeUndefined()
    await expect(accept(door, { code, email: 'carla@example.com' })).rejects.toThrow('403')
  })

  it('can be listed and withdrawn by every admin, and are recorded in the audit', async () => {
    const code = await invite(ben, 'Carla@example.com', 'auditor')
    const [invitation, ...others] = await list()
    expect(others).toEqual([])
    expect(invitation).toMatchObject({ email: 'carla@example.com', role: 'auditor', invitedBy: ben.email })
    const withdraw = (id = '') =>
      callDashboard(door, { operation: 'withdrawInvitation', as: ada, path: { id } })
    expect((await withdraw(invitation?.id)).status).toBe(204)
    expect(await list()).toEqual([])
    expect((await withdraw(invitation?.id)).status).toBe(404)
    await expect(accept(door, { code, email: 'carla@example.com' })).rejects.toThrow('403')
    const audit = await callDashboard(door, { operation: 'listAudit', as: ada })
    expect(await audit.text()).toContain('operator.withdrawInvitation')
  })

  it('are made once when several requests for one address arrive at the same moment', async () => {
    const body = { email: 'carla@example.com', role: 'viewer' } as const
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => callDashboard(door, { operation: 'inviteOperator', as: ada, body })),
    )
    const made = answers.filter(({ ok }) => ok)
    expect(new Set(answers.filter(({ ok }) => !ok).map(({ status }) => status))).toEqual(
      new Set(made.length === answers.length ? [] : [409]),
    )
    expect(await list()).toHaveLength(1)
    const codes = await Promise.all(
      made.map(async (answered) => ((await answered.json()) as { code: string }).code),
    )
    const open = await Promise.all(codes.map((code) => door.services.operators.findInvitation(code)))
    expect(open.filter((invitation) => invitation !== undefined)).toHaveLength(1)
  })

  it('are limited in number', async () => {
    const actor = (await door.services.operators.list()).find(({ email }) => email === ada.email)
    if (actor === undefined) throw new Error('there is no such operator')
    for (let made = 0; made < LIMITS.invitationsOpen; made += 1)
      await door.services.operators.invite({ actor, email: `n${made}@example.com`, role: 'viewer' })
    const beyond = await callDashboard(door, {
      ...{ operation: 'inviteOperator', as: ada, body: { email: 'beyond@example.com', role: 'viewer' } },
    } as const)
    expect(beyond.status).toBe(400)
    expect(await beyond.json()).toMatchObject({
      ...{ reason: 'tooManyInvitations', parameters: { maximum: LIMITS.invitationsOpen } },
    })
  })
})
