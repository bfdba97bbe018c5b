import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOperatorAuth } from '#server/operators/operator-auth.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import {
  callDashboard,
  cookieOf,
  postAuth,
  type SignedIn,
  signInAs,
  TEST_PASSWORD,
} from '#server/testing/dashboard-caller.ts'
import { AUTH_OPERATIONS } from './auth-operations.ts'

type Endpoint = { path?: string; options?: { method?: string | readonly string[] } }

/** Returns every route in better-auth's own list. */
async function listEndpoints(): Promise<{ method: string; path: string }[]> {
  const auth = await createOperatorAuth({
    ...{ tables: {}, secret: 'x'.repeat(32), publicUrl: 'http://localhost' },
    isOwnOrigin: () => true,
    onSessionEnded: async () => undefined,
    onPasskeyVerified: async () => true,
  })
  return Object.values(auth.api as unknown as Record<string, Endpoint>).flatMap(({ path, options }) =>
    path === undefined ? [] : [options?.method ?? 'GET'].flat().map((method) => ({ method, path })),
  )
}

describe('the table of better-auth’s routes', () => {
  let door: BareDoor
  let admin: SignedIn
  let endpoints: { method: string; path: string }[]
  beforeAll(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    endpoints = await listEndpoints()
  })
  afterAll(() => door.close())

  const ask = ({ method, path }: { method: string; path: string }) =>
    fetch(`${door.url}/api/auth${path.replaceAll(/:\w+/g, 'x')}`, {
      ...{ method, headers: { origin: door.url, cookie: admin.cookie, 'content-type': 'application/json' } },
      ...(method === 'GET' ? {} : { body: '{}' }),
    })

  it('is closed: every path that is not in it answers 404, including any that better-auth adds', async () => {
    const isServed = ({ method, path }: { method: string; path: string }) =>
      AUTH_OPERATIONS.some((operation) => operation.method === method && operation.path === path)
    const closed = endpoints.filter((endpoint) => !isServed(endpoint))
    expect(closed.length).toBeGreaterThan(20)
    expect(closed.map(({ path }) => path)).toContain('/sign-up/email')
    for (const endpoint of closed) {
      const { status } = await ask(endpoint)
      const sharesPath = AUTH_OPERATIONS.some(({ path }) => path === endpoint.path)
      expect({ ...endpoint, status }).toEqual({ ...endpoint, status: sharesPath ? 405 : 404 })
    }
  })

  it('contains every better-auth route that this server uses', () => {
    for (const { method, path } of AUTH_OPERATIONS) expect(endpoints).toContainEqual({ method, path })
  })

  it('refuses every element that it does not name, such as trustDevice, disableSession or rememberMe', async () => {
    for (const { method, path } of AUTH_OPERATIONS.filter((operation) => operation.method === 'POST')) {
      const answered = await postAuth(door, {
        ...{
          path,
          cookie: admin.cookie,
          body: { trustDevice: true, disableSession: true, rememberMe: true },
        },
      })
      expect({ method, path, status: answered.status }).toEqual({ method, path, status: 400 })
    }
  })
})

describe('answers of sign-in', () => {
  it('do not contain the session’s token, for any way of signing in', async () => {
    const door = await openBareDoor()
    try {
      const admin = await signInAs(door, 'admin')
      const requests = [
        { path: '/sign-in/email', body: { email: admin.email, password: TEST_PASSWORD } },
        {
          path: '/change-password',
          body: { currentPassword: TEST_PASSWORD, newPassword: 'another long password' },
        },
      ]
      for (const { path, body } of requests) {
        const answered = await postAuth(door, { path, cookie: admin.cookie, body })
        const [, token = ''] = /aoi\.session_token=([^.;]+)/.exec(cookieOf(answered)) ?? []
        const text = await answered.text()
        expect({ path, ok: answered.ok, hasCookie: token.length > 20 }).toEqual({
          ...{ path, ok: true, hasCookie: true },
        })
        expect(text).not.toContain(token)
        expect(JSON.parse(text)).toEqual({})
        admin.cookie = cookieOf(answered)
      }
      const listed = await callDashboard(door, { operation: 'listOwnSessions', as: admin })
      const [, token = ''] = /aoi\.session_token=([^.;]+)/.exec(admin.cookie) ?? []
      expect(await listed.text()).not.toContain(token)
    } finally {
      await door.close()
    }
  })
})
