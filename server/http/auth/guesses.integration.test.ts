import { createOTP } from '@better-auth/utils/otp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { readSecret } from '#server/testing/authenticator.ts'
import {
  callDashboard,
  cookieOf,
  postAuth,
  type SignedIn,
  signInAs,
  TEST_PASSWORD,
} from '#server/testing/dashboard-caller.ts'

const SPRAYED = 35

type Guess = {
  path: string
  body: object
  /** The guesser: a stranger, a signed-in operator, or one with the right password and no code yet. */
  by: 'stranger' | 'session' | 'halfSignedIn'
  evaluated: number
}

/** Every place of sign-in where a secret is checked. */
const GUESSES: readonly Guess[] = [
  { path: '/sign-in/email', body: { password: 'wrong' }, by: 'stranger', evaluated: 5 },
  { path: '/two-factor/verify-totp', body: { code: '000000' }, by: 'halfSignedIn', evaluated: 5 },
  { path: '/two-factor/verify-backup-code', body: { code: 'wrong' }, by: 'halfSignedIn', evaluated: 5 },
  {
    path: '/change-password',
    body: { currentPassword: 'wrong', newPassword: 'a new long password' },
    ...{ by: 'session', evaluated: 5 },
  },
  { path: '/two-factor/enable', body: { password: 'wrong' }, by: 'session', evaluated: 5 },
  { path: '/two-factor/disable', body: { password: 'wrong' }, by: 'session', evaluated: 5 },
  { path: '/two-factor/generate-backup-codes', body: { password: 'wrong' }, by: 'session', evaluated: 5 },
  { path: '/two-factor/verify-totp', body: { code: '000000' }, by: 'session', evaluated: 5 },
  { path: '/passkey/verify-authentication', body: { response: { id: 'x' } }, by: 'stranger', evaluated: 30 },
  { path: '/invitation', body: { code: 'wrong' }, by: 'stranger', evaluated: 5 },
  {
    path: '/accept',
    body: { code: 'wrong', name: 'X', email: 'x@example.com', password: 'a long password' },
    ...{ by: 'stranger', evaluated: 5 },
  },
]

describe('simultaneous attempts to sign in', () => {
  let door: BareDoor
  let admin: SignedIn
  let address = 1
  beforeAll(async () => {
    door = await openBareDoor({ variables: { AOI_TRUSTED_PROXIES: '1' } })
    admin = await signInAs(door, 'admin')
    const enabled = await postAuth(door, {
      ...{ path: '/two-factor/enable', cookie: admin.cookie, body: { password: TEST_PASSWORD } },
    })
    const { totpURI } = (await enabled.json()) as { totpURI: string }
    const code = await createOTP(readSecret(totpURI)).totp()
    const verified = await postAuth(door, {
      ...{ path: '/two-factor/verify-totp', cookie: admin.cookie, body: { code } },
    })
    admin = { ...admin, cookie: cookieOf(verified) }
  })
  afterAll(() => door.close())

  const signIn = (from: string, body: object) =>
    postAuth(door, { path: '/sign-in/email', body: { email: admin.email, ...body }, from })
  /** Returns the cookie of a session or of a new challenge, without the cookie of a known device. */
  const cookieFor = async (by: Guess['by'], from: string) => {
    if (by === 'stranger') return ''
    if (by === 'halfSignedIn') return cookieOf(await signIn(from, { password: TEST_PASSWORD }))
    return admin.cookie
  }

  it.each(GUESSES)(
    'to $path by $by are counted before they are evaluated, so at most $evaluated are evaluated',
    async ({ path, body, by, evaluated }) => {
      address += 1
      const from = `198.51.100.${address}`
      const cookie = await cookieFor(by, from)
      const email = path === '/sign-in/email' ? { email: `account-${address}@example.com` } : {}
      const guess = () => postAuth(door, { path, body: { ...body, ...email }, cookie, from })
      const answers = await Promise.all(Array.from({ length: evaluated + 7 }, guess))
      const statuses = answers.map(({ status }) => status)
      expect(new Set(statuses.filter((status) => ![400, 401, 403].includes(status)))).toEqual(new Set([429]))
      expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(evaluated)
      const refused = answers.find(({ status }) => status === 429)
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await refused?.json()).toMatchObject({ reason: 'tooManyAttempts' })
    },
  )

  it('with wrong passwords from one address, 150 of them, are evaluated at most 5 times', async () => {
    const guess = () =>
      postAuth(door, {
        ...{ path: '/sign-in/email', body: { email: 'somebody@example.com', password: 'wrong' } },
        from: '203.0.113.150',
      })
    const answers = await Promise.all(Array.from({ length: 150 }, guess))
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(145)
  })

  it('at many accounts from one address are limited by the address', async () => {
    const guess = (_: unknown, number: number) =>
      postAuth(door, {
        ...{ path: '/sign-in/email', body: { email: `spray-${number}@example.com`, password: 'wrong' } },
        from: '203.0.113.30',
      })
    const answers = await Promise.all(Array.from({ length: SPRAYED }, guess))
    const evaluated = answers.filter(({ status }) => status === 401).length
    expect(evaluated).toBeLessThanOrEqual(LIMITS.failedOperatorSignInsPerAddressPerMinute)
  })
})

describe('an attack on an account from many addresses', () => {
  let door: BareDoor
  let admin: SignedIn
  beforeAll(async () => {
    door = await openBareDoor({ variables: { AOI_TRUSTED_PROXIES: '1' } })
    admin = await signInAs(door, 'admin')
  })
  afterAll(() => door.close())

  const signIn = (input: { password: string; from: string; cookie?: string }) => {
    const { password, ...rest } = input
    return postAuth(door, { path: '/sign-in/email', body: { email: admin.email, password }, ...rest })
  }

  it('does not lock out its owner: a known device signs in at once, and an unknown one waits', async () => {
    // With this many failures, strangers wait for the longest delay.
    const seconds = 86_400
    const counted = door.services.makeLimiter({ name: 'operators.password.account', points: 1e9, seconds })
    await counted.consume(admin.email, { points: 100, seconds }).catch(() => undefined)
    const attack = Array.from({ length: 20 }, (_, number) =>
      signIn({ password: 'wrong', from: `203.0.113.${number}` }),
    )
    const guessed = (await Promise.all(attack)).map(({ status }) => status)
    expect(guessed.filter((status) => status === 401)).toHaveLength(1)
    expect(guessed.filter((status) => status === 429)).toHaveLength(19)
    const elsewhere = await signIn({ password: TEST_PASSWORD, from: '192.0.2.1' })
    expect(elsewhere.status).toBe(429)
    const device = admin.cookie.split('; ').filter((cookie) => cookie.startsWith('aoi.device_'))
    expect(device).toHaveLength(1)
    const own = await signIn({ password: TEST_PASSWORD, from: '203.0.113.1', cookie: device.join() })
    expect(own.status).toBe(200)
  })

  it('gains nothing from an invented device cookie, or from another operator’s cookie', async () => {
    const other = await signInAs(door, 'viewer')
    const [mine = ''] = admin.cookie.split('; ').filter((cookie) => cookie.startsWith('aoi.device_'))
    const [theirs = ''] = other.cookie.split('; ').filter((cookie) => cookie.startsWith('aoi.device_'))
    const name = mine.split('=')[0]
    for (const value of ['made-up', `${mine.split('=')[1]}x`, theirs.split('=')[1]]) {
      const answered = await signIn({
        ...{ password: TEST_PASSWORD, from: '192.0.2.2', cookie: `${name}=${value}` },
      })
      expect(answered.status).toBe(429)
    }
  })

  it('leaves each session its own attempts: stepping up by password works while strangers guess', async () => {
    const [session = ''] = admin.cookie.split('; ').filter((cookie) => cookie.includes('session_token'))
    const confirmed = await signIn({ password: TEST_PASSWORD, from: '192.0.2.3', cookie: session })
    expect(confirmed.status).toBe(200)
    const account = await callDashboard(door, {
      ...{ operation: 'readOwnAccount', as: { email: '', cookie: cookieOf(confirmed) } },
    } as const)
    expect(account.status).toBe(200)
  })
})
