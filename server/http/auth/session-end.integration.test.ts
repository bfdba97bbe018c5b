import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import type { OpenedStore } from '#server/db/open-store.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import {
  callDashboard,
  cookieOf,
  postAuth,
  type SignedIn,
  signInAs,
  TEST_PASSWORD,
} from '#server/testing/dashboard-caller.ts'

describe('a session', () => {
  let door: BareDoor
  let admin: SignedIn
  let viewer: SignedIn
  beforeEach(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    viewer = await signInAs(door, 'viewer')
    return async () => {
      vi.restoreAllMocks()
      await door.close()
    }
  })

  const account = (cookie: string) =>
    callDashboard(door, { operation: 'readOwnAccount', as: { email: '', cookie } })
  const reasonFor = async (cookie: string) => {
    const answered = await account(cookie)
    expect(answered.status).toBe(401)
    return ((await answered.json()) as { reason: string }).reason
  }
  const idOf = async (email: string) =>
    (await door.services.operators.list()).find((operator) => operator.email === email)?.id ?? ''
  const moveOn = (seconds: number) => {
    const { clock } = door.services.context
    const now = clock.now()
    vi.spyOn(clock, 'now').mockImplementation(() => now + seconds * 1000)
  }
  const signIn = async (email: string) =>
    cookieOf(await postAuth(door, { path: '/sign-in/email', body: { email, password: TEST_PASSWORD } }))

  it('answers the reason of its end, which the page shows over the form', async () => {
    expect(await reasonFor('')).toBe('signed-out')
    expect(await reasonFor('aoi.session_token=made-up.signature')).toBe('signed-out')

    await callDashboard(door, {
      ...{ operation: 'changeRole', as: admin, path: { id: await idOf(viewer.email) } },
      body: { role: 'auditor' },
    })
    expect(await reasonFor(viewer.cookie)).toBe('role-changed')

    const second = await signIn(viewer.email)
    await callDashboard(door, {
      ...{ operation: 'endOperatorSessions', as: admin, path: { id: await idOf(viewer.email) } },
    })
    expect(await reasonFor(second)).toBe('session-ended')

    const third = await signIn(viewer.email)
    await callDashboard(door, {
      ...{ operation: 'removeOperator', as: admin, path: { id: await idOf(viewer.email) } },
    })
    expect(await reasonFor(third)).toBe('session-ended')
  })

  it('answers the same reason at the sign-in routes', async () => {
    await callDashboard(door, {
      ...{ operation: 'endOperatorSessions', as: admin, path: { id: await idOf(viewer.email) } },
    })
    const answered = await postAuth(door, {
      ...{ path: '/two-factor/enable', cookie: viewer.cookie, body: { password: TEST_PASSWORD } },
    })
    expect(answered.status).toBe(401)
    expect(await answered.json()).toMatchObject({ reason: 'session-ended' })
  })

  it('ends after the idle time without use, and continues while it is used', async () => {
    moveOn(LIMITS.operatorIdleSeconds - 60)
    expect((await account(admin.cookie)).status).toBe(200)
    moveOn(LIMITS.operatorIdleSeconds - 60)
    expect((await account(admin.cookie)).status).toBe(200)
    expect(await reasonFor(viewer.cookie)).toBe('session-expired')
  })

  it('is removed after its end, with expired invitations, tickets and verifications, in bounded steps', async () => {
    const { operators } = door.services
    await callDashboard(door, { operation: 'createTicket', as: admin })
    await callDashboard(door, {
      ...{ operation: 'inviteOperator', as: admin, body: { email: 'x@example.com', role: 'viewer' } },
    } as const)
    const { operatorTables: tables, operatorMarks: marks } = door.services.context.store as OpenedStore
    const expiresAt = Date.now() + 60_000
    const at = new Date()
    for (const id of ['a', 'b'])
      await tables.operatorVerification.create({
        data: { id, identifier: id, value: id, createdAt: at, updatedAt: at, expiresAt: new Date(expiresAt) },
      })
    await marks.takeProof({ proofHash: 'a', expiresAt })
    expect(await operators.sweep(1)).toBe(0)
    moveOn(LIMITS.ticketSeconds + 1)
    expect(await operators.sweep(1)).toBe(1)
    moveOn(2 * LIMITS.operatorSessionSeconds + 1)
    const steps = []
    for (let step = 0; step < 10; step += 1) steps.push(await operators.sweep(1))
    // They remove two sessions, an invitation, two verifications and a proof.
    expect(steps.reduce((sum, removed) => sum + removed)).toBe(6)
    expect(Math.max(...steps)).toBe(4)
    expect(steps.at(-1)).toBe(0)
    expect(await reasonFor(admin.cookie)).toBe('session-expired')
  })

  it('ends when its operator changes the password in another session', async () => {
    const elsewhere = await signIn(admin.email)
    const changed = await postAuth(door, {
      ...{ path: '/change-password', cookie: elsewhere },
      body: { currentPassword: TEST_PASSWORD, newPassword: 'another long password' },
    })
    expect(changed.status).toBe(200)
    expect((await account(cookieOf(changed))).status).toBe(200)
    expect(await reasonFor(admin.cookie)).toBe('session-ended')
  })

  it('ends as the oldest when its operator has too many sessions', async () => {
    for (let session = 0; session < LIMITS.sessionsPerOperator; session += 1) await signIn(viewer.email)
    expect(await reasonFor(viewer.cookie)).toBe('session-ended')
    expect(await door.services.operators.listSessions(await idOf(viewer.email))).toHaveLength(
      LIMITS.sessionsPerOperator,
    )
  })
})
