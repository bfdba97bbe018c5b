import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import { callDashboard, postAuth, signInAs, TEST_PASSWORD } from '#server/testing/dashboard-caller.ts'
import { SignInByProvider } from '#server/testing/sign-in-by-provider.ts'

const person = (email: string, given: object = {}) => ({
  ...{ name: 'Some Person', email, email_verified: true },
  ...given,
})

describe('an identity provider that gives roles by groups', () => {
  let stage: SignInByProvider
  beforeAll(async () => {
    stage = await SignInByProvider.open({
      AOI_OIDC_ROLES: 'admins=admin,operators=operator,staff=viewer',
      AOI_OIDC_ALLOW_SIGN_UP: 'true',
    })
  })
  afterAll(() => stage.close())

  it('makes a newcomer an operator with the role of their group, and opens the page that they asked for', async () => {
    await stage.know({ ann: person('Ann@Example.com', { groups: ['staff'] }) })
    const { browser, location } = await stage.signIn({ as: 'ann', next: '/tokens?q=x' })
    expect(location).toBe('/tokens?q=x')
    expect(await stage.accountOf(browser)).toMatchObject({
      ...{ email: 'ann@example.com', name: 'Some Person', role: 'viewer', hasPassword: false },
    })
    expect(await stage.audit()).toContain('ann@example.com operator.signUp identity provider')
    expect(await stage.audit()).toContain('ann@example.com operator.signIn identity provider')
  })

  it('changes the role at the next sign-in, and ends the sessions of the earlier role', async () => {
    await stage.know({ bob: person('bob@example.com', { groups: ['staff'] }) })
    const { browser: before } = await stage.signIn({ as: 'bob' })
    await stage.know({ bob: person('bob@example.com', { groups: ['staff', 'operators'] }) })
    const { browser: after } = await stage.signIn({ as: 'bob' })
    expect(await stage.accountOf(after)).toMatchObject({ role: 'operator' })
    expect(await stage.accountOf(before)).toMatchObject({ reason: 'role-changed' })
    expect(await stage.audit()).toContain('identity provider operator.changeRole viewer → operator')
  })

  it('refuses a person without a group that gives a role, ends their sessions, and the audit says so', async () => {
    await stage.know({ eve: person('eve@example.com', { groups: ['operators'] }) })
    const { browser } = await stage.signIn({ as: 'eve' })
    await stage.know({ eve: person('eve@example.com', { groups: ['others'] }) })
    const refused = await stage.signIn({ as: 'eve' })
    expect(refused.location).toBe('/sign-in?refused=providerNoRole&next=%2F')
    expect(await stage.accountOf(refused.browser)).toMatchObject({ reason: 'signed-out' })
    expect(await stage.accountOf(browser)).toMatchObject({ reason: 'session-ended' })
    const row = /^nobody operator.signInRefused identity provider, providerNoRole, from /
    // A refusal is written beside its answer.
    await vi.waitFor(async () => expect(await stage.audit()).toContainEqual(expect.stringMatching(row)))
  })

  it('links an operator of this server only by a verified e-mail address', async () => {
    const { email } = await signInAs(stage.door, 'viewer')
    for (const email_verified of [false, undefined, 'false', 1, null]) {
      await stage.know({ thief: { email, email_verified, groups: ['admins'] } })
      const { location, browser } = await stage.signIn({ as: 'thief' })
      expect([email_verified, location]).toEqual([email_verified, '/sign-in?refused=providerEmail&next=%2F'])
      expect(await stage.accountOf(browser)).not.toHaveProperty('email')
    }
    await stage.know({ owner: person(email, { groups: ['operators'] }) })
    const { browser } = await stage.signIn({ as: 'owner' })
    expect(await stage.accountOf(browser)).toMatchObject({ email, role: 'operator', hasPassword: true })
    expect(await stage.audit()).toContain(`${email} operator.linkProvider identity provider`)
  })

  it('knows a linked person by the subject, whatever their e-mail address has become', async () => {
    await stage.know({ kim: person('kim@example.com', { groups: ['staff'] }) })
    await stage.signIn({ as: 'kim' })
    await stage.know({ kim: { email: 'kim@elsewhere.example', groups: ['staff'] } })
    const { browser } = await stage.signIn({ as: 'kim' })
    expect(await stage.accountOf(browser)).toMatchObject({ email: 'kim@example.com' })
  })

  it('never takes the role from the last admin', async () => {
    await stage.know({ boss: person('first@example.com', { groups: ['staff'] }) })
    const { location } = await stage.signIn({ as: 'boss' })
    expect(location).toBe('/sign-in?refused=lastAdmin&next=%2F')
    const first = (await stage.services.operators.list()).find(({ email }) => email === 'first@example.com')
    expect(first?.role).toBe('admin')
  })

  it('must answer with the state, the nonce and the proof key of this browser’s sign-in', async () => {
    await stage.know({ ann: person('ann@example.com', { groups: ['staff'] }) })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const tamper = (url: URL) => url.searchParams.set(name, 'A'.repeat(43))
      const { location, browser, target } = await stage.signIn({ as: 'ann', tamper })
      expect(target.searchParams.get('code_challenge_method')).toBe('S256')
      expect([name, location]).toEqual([name, expect.stringContaining('refused=providerFailed')])
      expect(await stage.accountOf(browser)).toMatchObject({ reason: 'signed-out' })
    }
    const { callback } = await stage.signIn({ as: 'ann' })
    const stolen = await fetch(callback, { redirect: 'manual' })
    expect(stolen.headers.get('location')).toContain('refused=providerFailed')
    expect(stolen.headers.getSetCookie().join()).not.toContain('session_token')
  })

  it('confirms an identity only by a fresh proof', async () => {
    await stage.know({ ann: person('ann@example.com', { groups: ['admins'] }) })
    const seconds = Math.floor(Date.now() / 1000)
    const { browser } = await stage.signIn({ as: 'ann', ts: seconds - LIMITS.stepUpSeconds - 60 })
    const invite = () =>
      callDashboard(stage.door, {
        operation: 'inviteOperator',
        ...{ as: { email: '', cookie: browser.cookieOf(stage.url) } },
        body: { email: 'new@example.com', role: 'viewer' },
      })
    expect(await (await invite()).json()).toMatchObject({ reason: 'stepUp' })
    const stale = await stage.signIn({ as: 'ann', browser, confirms: true, ts: seconds - 120 })
    expect(stale.target.searchParams.get('prompt')).toBe('login')
    expect(stale.target.searchParams.get('max_age')).toBe('0')
    expect(stale.location).toContain('refused=providerNotConfirmed')
    expect((await invite()).status).toBe(403)
    const fresh = await stage.signIn({ as: 'ann', browser, confirms: true })
    expect(fresh.location).toBe('/')
    expect((await invite()).status).toBe(200)
  })

  it('signs out of this server alone', async () => {
    await stage.know({ ann: person('ann@example.com', { groups: ['admins'] }) })
    const { browser } = await stage.signIn({ as: 'ann' })
    const before = browser.cookieOf(stage.url)
    const answered = await browser.ask(`${stage.url}/api/auth/sign-out`, {
      method: 'POST',
      headers: { origin: stage.url, 'content-type': 'application/json' },
      body: '{}',
    })
    expect([answered.status, await answered.json()]).toEqual([200, {}])
    expect(await stage.accountOf(browser)).toMatchObject({ reason: 'signed-out' })
    const as = { email: '', cookie: before }
    expect((await callDashboard(stage.door, { operation: 'readOwnAccount', as })).status).toBe(401)
  })

  it('leads only to pages of this server', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'tokens', '/a b']) {
      const answered = await postAuth(stage.door, { path: '/sign-in/provider', body: { next } })
      expect([next, answered.status]).toEqual([next, 400])
    }
  })
})

describe('an identity provider that is required, for invited people only', () => {
  let stage: SignInByProvider
  beforeAll(async () => {
    stage = await SignInByProvider.open({ AOI_OIDC_REQUIRED: 'true' }, { isAway: true })
  })
  afterAll(() => stage.close())

  const signInByPassword = (email: string) =>
    postAuth(stage.door, { path: '/sign-in/email', body: { email, password: TEST_PASSWORD } })

  it('stops neither the server nor the local admin while it is away, and is found when it is back', async () => {
    const begin = () => postAuth(stage.door, { path: '/sign-in/provider' })
    const away = await begin()
    expect(away.status).toBe(503)
    expect(await away.json()).toMatchObject({ reason: 'providerUnreachable' })
    expect((await signInByPassword('first@example.com')).status).toBe(200)
    await stage.startProvider()
    expect((await begin()).status).toBe(200)
  })

  it('lets only invited people in, with the role of their invitation', async () => {
    await stage.know({ ann: person('ann@example.com', { groups: ['admins'] }) })
    const stranger = await stage.signIn({ as: 'ann' })
    expect(stranger.location).toBe('/sign-in?refused=providerNotInvited&next=%2F')
    const [actor] = await stage.services.operators.list()
    if (actor === undefined) throw new Error('there is no admin')
    await stage.services.operators.invite({ actor, email: 'ann@example.com', role: 'operator' })
    const { browser } = await stage.signIn({ as: 'ann' })
    expect(await stage.accountOf(browser)).toMatchObject({ email: 'ann@example.com', role: 'operator' })
    expect(await stage.services.operators.listInvitations()).toEqual([])
  })

  it('refuses the password of everybody but the local admin', async () => {
    await stage.services.recovery.reset('ann@example.com', 'test')
    const { password } = await stage.services.recovery.reset('ann@example.com', 'test')
    const body = { email: 'ann@example.com', password }
    const refused = await postAuth(stage.door, { path: '/sign-in/email', body })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ reason: 'providerRequired' })
    expect(refused.headers.getSetCookie().join()).not.toContain('session_token')
    expect((await signInByPassword('first@example.com')).status).toBe(200)
    const [actor] = await stage.services.operators.list()
    if (actor === undefined) throw new Error('there is no admin')
    const { code } = await stage.services.operators.invite({
      actor,
      email: 'joe@example.com',
      role: 'viewer',
    })
    const joining = { code, email: 'joe@example.com', name: 'Joe', password: TEST_PASSWORD }
    const accepted = await postAuth(stage.door, { path: '/accept', body: joining })
    expect(await accepted.json()).toMatchObject({ reason: 'providerRequired' })
  })

  it('still lets the last admin with a password in after they are linked', async () => {
    await stage.know({ first: person('first@example.com') })
    await stage.signIn({ as: 'first' })
    const first = (await stage.services.operators.list()).find(({ email }) => email === 'first@example.com')
    expect(first).toMatchObject({ isLinked: true, hasPassword: true, role: 'admin' })
    expect((await signInByPassword('first@example.com')).status).toBe(200)
  })
})
