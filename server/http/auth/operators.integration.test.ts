import { createOTP } from '@better-auth/utils/otp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import { DASHBOARD_OPERATIONS, type DashboardOperation } from '#protocol/dashboard/manifest.ts'
import { mayDo, ROLES } from '#protocol/dashboard/roles.ts'
import type { Announcement } from '#server/core/announcement.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { readSecret } from '#server/testing/authenticator.ts'
import {
  accept,
  callDashboard,
  cookieOf,
  postAuth,
  type SignedIn,
  signInAs,
  TEST_PASSWORD,
} from '#server/testing/dashboard-caller.ts'
import { DASHBOARD_ROUTES } from '../dashboard/dashboard-routes.ts'

describe('operators', () => {
  let door: BareDoor
  let admin: SignedIn
  beforeEach(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    return () => door.close()
  })

  const account = (cookie: string) =>
    callDashboard(door, { operation: 'readOwnAccount', as: { email: '', cookie } })
  const signIn = (email: string, password = TEST_PASSWORD) =>
    postAuth(door, { path: '/sign-in/email', body: { email, password } })

  it('do not exist at first, and the setup code makes one admin, once', async () => {
    const fresh = await openBareDoor()
    try {
      expect(await fresh.services.operators.exist()).toBe(false)
      const first = await fresh.services.operators.createSetupCode()
      const code = (await fresh.services.operators.createSetupCode()) ?? ''
      expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/)
      await expect(accept(fresh, { code: first ?? '', email: 'a@example.com' })).rejects.toThrow('403')
      const typed = code.toLowerCase().replaceAll('-', ' ')
      const made = await accept(fresh, { code: typed, email: 'A@example.com' })
      expect(
        await (await callDashboard(fresh, { operation: 'readOwnAccount', as: made })).json(),
      ).toMatchObject({
        ...{ email: 'a@example.com', role: 'admin' },
      })
      expect(await fresh.services.operators.createSetupCode()).toBeUndefined()
      await expect(accept(fresh, { code, email: 'b@example.com' })).rejects.toThrow('403')
    } finally {
      await fresh.close()
    }
  })

  it('get only session cookies with HttpOnly', async () => {
    const answered = await signIn(admin.email)
    expect(answered.status).toBe(200)
    const [cookie = ''] = answered.headers.getSetCookie()
    expect(cookie).toMatch(/^aoi\.session_token=/)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toMatch(/Secure/i)
  })

  it('get cookies only for encrypted connections once the public URL is https', async () => {
    const origin = 'https://push.example'
    const fresh = await openBareDoor({ variables: { AOI_PUBLIC_URL: origin } })
    try {
      const code = (await fresh.services.operators.createSetupCode()) ?? ''
      const body = { code, email: 'a@example.com', name: 'Somebody', password: TEST_PASSWORD }
      const cookies = (await postAuth(fresh, { path: '/accept', body, origin })).headers.getSetCookie()
      expect(cookies.length).toBeGreaterThan(0)
      for (const cookie of cookies) {
        expect(cookie).toMatch(/^__Host-aoi\./)
        expect(cookie).toMatch(/; Secure/i)
      }
    } finally {
      await fresh.close()
    }
  })

  it('join by an invitation once, with its role and address', async () => {
    const invited = await callDashboard(door, {
      ...{ operation: 'inviteOperator', as: admin, body: { email: 'Vi@example.com', role: 'viewer' } },
    } as const)
    const { code } = (await invited.json()) as { code: string }
    const found = await postAuth(door, { path: '/invitation', body: { code } })
    expect(await found.json()).toEqual({ kind: 'invitation', email: 'vi@example.com', role: 'viewer' })
    const viewer = await accept(door, { code, email: 'other@example.com' })
    expect(await (await account(viewer.cookie)).json()).toMatchObject({
      email: 'vi@example.com',
      role: 'viewer',
    })
    await expect(accept(door, { code, email: 'third@example.com' })).rejects.toThrow('403')
  })

  it('are locked out after five wrong passwords, like unknown accounts, and told the waiting time', async () => {
    for (const email of [admin.email, 'nobody@example.com']) {
      const door2 = await openBareDoor()
      await signInAs(door2, 'admin')
      const attempt = (password: string) =>
        postAuth(door2, { path: '/sign-in/email', body: { email, password } })
      const answers = []
      for (let tries = 0; tries < 5; tries += 1) answers.push(await attempt('a wrong password'))
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
      const locked = await attempt(TEST_PASSWORD)
      expect(locked.status).toBe(429)
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(50)
      await door2.close()
    }
  })

  it('get the same answer for a wrong password as for an unknown account', async () => {
    const answers = [await signIn(admin.email, 'a wrong password'), await signIn('nobody@example.com')]
    expect(await answers[0]?.text()).toBe(await answers[1]?.text())
  })

  it('with an authenticator are asked for its code, and can use each backup code once', async () => {
    const { cookie } = admin
    const enabled = await postAuth(door, {
      ...{ path: '/two-factor/enable', cookie, body: { password: TEST_PASSWORD } },
    })
    const { totpURI, backupCodes } = (await enabled.json()) as { totpURI: string; backupCodes: string[] }
    const code = await createOTP(readSecret(totpURI)).totp()
    const verified = await postAuth(door, { path: '/two-factor/verify-totp', cookie, body: { code } })
    expect(verified.status).toBe(200)

    const begun = await signIn(admin.email)
    expect(await begun.json()).toMatchObject({ twoFactorRedirect: true })
    expect((await account(cookieOf(begun))).status).toBe(401)
    const again = (body: object, path: string) => postAuth(door, { path, cookie: cookieOf(begun), body })
    expect((await again({ code: '000000' }, '/two-factor/verify-totp')).status).toBe(401)
    const done = await again({ code: backupCodes[0] }, '/two-factor/verify-backup-code')
    expect(done.status).toBe(200)
    expect((await account(cookieOf(done))).status).toBe(200)
    const begunAgain = cookieOf(await signIn(admin.email))
    const used = await postAuth(door, {
      ...{ path: '/two-factor/verify-backup-code', cookie: begunAgain, body: { code: backupCodes[0] } },
    })
    expect(used.status).toBe(401)
  })

  it('must confirm their identity for dangerous acts five minutes after they signed in', async () => {
    const invite = (as: SignedIn) =>
      callDashboard(door, {
        operation: 'inviteOperator',
        as,
        body: { email: 'x@example.com', role: 'viewer' },
      })
    const { clock } = door.services.context
    const now = clock.now()
    vi.spyOn(clock, 'now').mockImplementation(() => now + 301_000)
    const refused = await invite(admin)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ reason: 'stepUp' })
    vi.restoreAllMocks()
    expect((await invite(admin)).status).toBe(200)
  })

  it('lose the old session when they sign in again from it', async () => {
    const answered = await postAuth(door, {
      ...{
        path: '/sign-in/email',
        cookie: admin.cookie,
        body: { email: admin.email, password: TEST_PASSWORD },
      },
    })
    expect((await account(cookieOf(answered))).status).toBe(200)
    expect((await account(admin.cookie)).status).toBe(401)
  })

  it('lose their sessions at once when their role changes, and the end is announced', async () => {
    const announcements: Announcement[] = []
    door.services.announcer.listen((announcement) => announcements.push(announcement))
    const viewer = await signInAs(door, 'viewer')
    const listed = await callDashboard(door, { operation: 'listOperators', as: admin })
    const { operators } = (await listed.json()) as { operators: { id: string; email: string }[] }
    const { id = '' } = operators.find(({ email }) => email === viewer.email) ?? {}
    const sessions = await callDashboard(door, { operation: 'listOperatorSessions', path: { id }, as: admin })
    const { sessions: rows } = (await sessions.json()) as { sessions: { id: string; own: boolean }[] }
    expect(rows).toMatchObject([{ own: false }])
    const changed = await callDashboard(door, {
      ...{ operation: 'changeRole', path: { id }, as: admin, body: { role: 'operator' } },
    } as const)
    expect(changed.status).toBe(204)
    expect((await account(viewer.cookie)).status).toBe(401)
    expect(announcements).toContainEqual({ kind: 'operatorSessionEnded', sessionId: rows[0]?.id })
    const again = await signIn(viewer.email)
    expect(await (await account(cookieOf(again))).json()).toMatchObject({ role: 'operator' })
  })

  it('include at least one admin at all times', async () => {
    const { id } = (await (await account(admin.cookie)).json()) as { id: string }
    const demoted = await callDashboard(door, {
      ...{ operation: 'changeRole', path: { id }, as: admin, body: { role: 'viewer' } },
    } as const)
    expect(demoted.status).toBe(400)
    expect((await callDashboard(door, { operation: 'removeOperator', path: { id }, as: admin })).status).toBe(
      400,
    )
  })

  it('can use only the named routes of better-auth', async () => {
    const asked = [
      '/sign-up/email',
      '/forget-password',
      '/update-user',
      '/delete-user',
      '/list-sessions',
      '/ok',
    ]
    for (const path of asked)
      expect((await postAuth(door, { path, cookie: admin.cookie })).status, path).toBe(404)
  })

  it('can sign in only from pages of this server, under its own names', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${door.url}/api/auth/sign-in/email`, {
        ...{ method: 'POST', body: JSON.stringify({ email: admin.email, password: TEST_PASSWORD }) },
        headers: { 'content-type': 'application/json', ...headers },
      })
    expect((await post({})).status).toBe(403)
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ origin: 'null' })).status).toBe(403)
    expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await post({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })
})

describe('every operation of the dashboard', () => {
  let door: BareDoor
  const as = {} as Record<(typeof ROLES)[number], SignedIn>
  beforeAll(async () => {
    door = await openBareDoor()
    for (const role of ROLES) as[role] = await signInAs(door, role)
  })
  afterAll(() => door.close())

  it('asks for a confirmed identity before it reveals secrets, makes keys or removes for good', () => {
    const operations = Object.entries<DashboardOperation>(DASHBOARD_OPERATIONS)
    const dangerous = ['reveal', 'manageKeys', 'revoke']
    // A preview stores nothing, and shows only what the caller sends.
    const harmless = ['previewHook']
    const named = operations.filter(
      ([name, { permission }]) => dangerous.includes(permission) && !harmless.includes(name),
    )
    expect(named.length).toBeGreaterThan(4)
    for (const [name, { stepUp }] of named) expect({ name, stepUp }).toEqual({ name, stepUp: true })
  })

  it('is served, and no other operation is', () => {
    const served = DASHBOARD_ROUTES.map(({ operation }) => operation).sort()
    expect(served).toEqual(Object.keys(DASHBOARD_OPERATIONS).sort())
  })

  it.each(DASHBOARD_ROUTES.map(({ operation }) => operation))(
    '%s admits the roles of the manifest, with a confirmed identity where it is required',
    async (operation) => {
      const { permission, method, stepUp }: DashboardOperation = DASHBOARD_OPERATIONS[operation]
      // No operation takes this path and query, so an admitted caller gets no further.
      const ask = (who: Partial<SignedIn> & { headers?: Record<string, string> }) =>
        callDashboard(door, {
          ...{ operation, path: { id: '\u0000' }, query: { '\u0000': '' }, headers: who.headers ?? {} },
          ...(who.cookie === undefined ? {} : { as: { email: '', cookie: who.cookie } }),
        })
      expect((await ask({})).status).toBe(401)
      expect((await ask({ cookie: 'aoi.session_token=made-up.signature' })).status).toBe(401)
      for (const role of ROLES) {
        const { status } = await ask({ cookie: as[role].cookie })
        expect({ role, admitted: status !== 401 && status !== 403 }).toEqual({
          role,
          admitted: mayDo(role, permission),
        })
      }
      if (stepUp === true) {
        const { clock } = door.services.context
        const later = clock.now() + LIMITS.stepUpSeconds * 1000 + 1
        const spied = vi.spyOn(clock, 'now').mockImplementation(() => later)
        const refused = await ask({ cookie: as.admin.cookie })
        spied.mockRestore()
        expect(refused.status).toBe(403)
        expect(await refused.json()).toMatchObject({ reason: 'stepUp' })
      }
      if (method !== 'get') {
        const elsewhere = { cookie: as.admin.cookie, headers: { origin: 'https://evil.example' } }
        expect((await ask(elsewhere)).status).toBe(403)
      }
    },
  )
})
