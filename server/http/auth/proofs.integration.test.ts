import { createOTP } from '@better-auth/utils/otp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenedStore } from '#server/db/open-store.ts'
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

const STEP_MILLISECONDS = 30_000

describe('an operator with an authenticator', () => {
  let door: BareDoor
  let admin: SignedIn
  let secret: string
  let backupCodes: string[]
  let firstCode: string
  let address = 0
  /** The server accepts the next time step too, so no test has to wait for it. */
  const codeOf = (steps: number) => createOTP(secret).hotp(Math.floor(Date.now() / STEP_MILLISECONDS) + steps)

  beforeAll(async () => {
    door = await openBareDoor({ variables: { AOI_TRUSTED_PROXIES: '1' } })
    admin = await signInAs(door, 'admin')
    const enabled = await postAuth(door, {
      ...{ path: '/two-factor/enable', cookie: admin.cookie, body: { password: TEST_PASSWORD } },
    })
    const made = (await enabled.json()) as { totpURI: string; backupCodes: string[] }
    secret = readSecret(made.totpURI)
    backupCodes = made.backupCodes
    firstCode = await codeOf(0)
    const verified = await postAuth(door, {
      ...{ path: '/two-factor/verify-totp', cookie: admin.cookie, body: { code: firstCode } },
    })
    expect(verified.status).toBe(200)
  })
  afterAll(() => door.close())

  /** Each attempt has its own address, so that wrong codes do not delay right ones. */
  const from = () => {
    address += 1
    return `198.51.100.${address}`
  }
  const begin = async () =>
    cookieOf(
      await postAuth(door, {
        ...{ path: '/sign-in/email', body: { email: admin.email, password: TEST_PASSWORD }, from: from() },
      }),
    )
  const tryCode = (cookie: string, code: string) =>
    postAuth(door, { path: '/two-factor/verify-totp', cookie, body: { code }, from: from() })
  const tryBackupCode = (cookie: string, code = '') =>
    postAuth(door, { path: '/two-factor/verify-backup-code', cookie, body: { code }, from: from() })

  it('can use each TOTP code once, even at the same time and in different sign-ins', async () => {
    const code = await codeOf(1)
    const cookies = [await begin(), await begin(), await begin()]
    const atOnce = await Promise.all(cookies.map((cookie) => tryCode(cookie, code)))
    expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 401, 401])
    expect((await tryCode(await begin(), code)).status).toBe(401)
  })

  it('cannot sign in with the code that turned the authenticator on', async () => {
    expect((await tryCode(await begin(), firstCode)).status).toBe(401)
  })

  it('can use a backup code once, even in two simultaneous requests', async () => {
    const cookies = [await begin(), await begin()]
    const atOnce = await Promise.all(cookies.map((cookie) => tryBackupCode(cookie, backupCodes[0])))
    expect(atOnce.filter(({ ok }) => ok)).toHaveLength(1)
    expect((await tryBackupCode(await begin(), backupCodes[0])).status).toBe(401)
  })

  it('cannot trust a device: verify-totp takes no trustDevice', async () => {
    for (const path of ['/two-factor/verify-totp', '/two-factor/verify-backup-code']) {
      const refused = await postAuth(door, {
        ...{ path, cookie: await begin(), body: { code: await codeOf(1), trustDevice: true } },
      })
      expect(refused.status).toBe(400)
      expect(await refused.text()).toContain('trustDevice')
    }
  })

  it('loses the other sessions when the authenticator is turned off', async () => {
    const elsewhere = cookieOf(await tryBackupCode(await begin(), backupCodes[1]))
    const here = cookieOf(await tryBackupCode(await begin(), backupCodes[2]))
    const off = await postAuth(door, {
      ...{ path: '/two-factor/disable', cookie: here, body: { password: TEST_PASSWORD } },
    })
    expect(off.status).toBe(200)
    const account = (cookie: string) =>
      callDashboard(door, { operation: 'readOwnAccount', as: { email: '', cookie } })
    expect((await account(cookieOf(off))).status).toBe(200)
    expect(await (await account(elsewhere)).json()).toMatchObject({ reason: 'session-ended' })
  })
})

describe('strangers', () => {
  let door: BareDoor
  beforeAll(async () => {
    door = await openBareDoor()
    await signInAs(door, 'admin')
  })
  afterAll(() => door.close())

  it('write no row: passkey challenges are in a cookie, wrong passwords and codes in memory', async () => {
    const { operatorTables } = door.services.context.store as OpenedStore
    const count = async () => {
      const tables = Object.entries(operatorTables)
      return Object.fromEntries(
        await Promise.all(tables.map(async ([name, table]) => [name, await table.count()] as const)),
      )
    }
    const before = await count()
    const get = (path: string) => fetch(`${door.url}/api/auth${path}`, { headers: { origin: door.url } })
    for (let asked = 0; asked < 10; asked += 1) {
      const answered = await get('/passkey/generate-authenticate-options')
      expect(answered.status).toBe(200)
      expect(answered.headers.getSetCookie().join()).toContain('aoi.passkey_challenge=')
    }
    await postAuth(door, { path: '/sign-in/email', body: { email: 'x@example.com', password: 'a guess' } })
    await postAuth(door, { path: '/invitation', body: { code: 'a guess' } })
    await postAuth(door, { path: '/sign-out' })
    await postAuth(door, { path: '/two-factor/verify-totp', body: { code: '123456' } })
    await postAuth(door, {
      ...{ path: '/passkey/verify-authentication', body: { response: { id: 'x' } } },
    })
    expect(await count()).toEqual(before)
  })

  it('get a limited number of passkey challenges a minute for one address', async () => {
    const asked = Array.from({ length: 61 }, () =>
      fetch(`${door.url}/api/auth/passkey/generate-authenticate-options`, { headers: { origin: door.url } }),
    )
    const refused = (await Promise.all(asked)).filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(await refused[0]?.json()).toMatchObject({ reason: 'tooManyAttempts' })
  })
})
