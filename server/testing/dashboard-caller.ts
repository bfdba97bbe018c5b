import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { BareDoor } from './api-door.ts'

export const TEST_PASSWORD = 'a password for tests'

/** A signed-in operator, with the cookie of their requests. */
export type SignedIn = { email: string; cookie: string }

type DashboardCall = {
  operation: DashboardOperationName
  /** Parameters of the path. */
  path?: Record<string, string>
  query?: Record<string, string>
  body?: object
  /** The operator of the request; unset: nobody is signed in. */
  as?: SignedIn
  headers?: Record<string, string>
}

type Door = Pick<BareDoor, 'url' | 'services'>

/** Makes an operator of the role, by the setup code or an invitation, and signs them in. */
export async function signInAs(door: Door, role: Role): Promise<SignedIn> {
  const { operators } = door.services
  const email = `${role}-${Math.random().toString(36).slice(2)}@example.com`
  if (!(await operators.exist())) {
    const code = await operators.createSetupCode()
    const first = await accept(door, { code: code ?? '', email: 'first@example.com' })
    if (role === 'admin') return first
  }
  const actor = (await operators.list()).find((operator) => operator.role === 'admin')
  if (actor === undefined) throw new Error('there is no admin')
  const { code } = await operators.invite({ actor, email, role })
  return accept(door, { code, email })
}

/** Redeems the code through the door. */
export async function accept(door: Door, input: { code: string; email: string }): Promise<SignedIn> {
  const body = { ...input, name: 'Somebody', password: TEST_PASSWORD }
  const answered = await postAuth(door, { path: '/accept', body })
  if (!answered.ok) throw new Error(`not accepted: ${answered.status} ${await answered.text()}`)
  return { email: input.email, cookie: cookieOf(answered) }
}

/** Sends a request below `/api/auth` as one of the server's own pages does. */
export function postAuth(
  { url }: Door,
  input: { path: string; body?: object; cookie?: string; from?: string; origin?: string },
): Promise<Response> {
  const { path, body = {}, cookie, from, origin = url } = input
  return fetch(`${url}/api/auth${path}`, {
    method: 'POST',
    headers: {
      ...{ origin, 'content-type': 'application/json' },
      ...(cookie === undefined ? {} : { cookie }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
    },
    body: JSON.stringify(body),
  })
}

/** Returns the cookies that an answer sets, in the form of the next request. */
export function cookieOf(answered: Response): string {
  return answered.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

/** Calls an operation of the dashboard. `body` is the parsed answer; undefined if it has none. */
export async function askDashboard(door: Pick<BareDoor, 'url'>, call: DashboardCall) {
  const answered = await callDashboard(door, call)
  const text = await answered.text()
  return { status: answered.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** Calls an operation of the dashboard as its pages do. */
export function callDashboard({ url }: Pick<BareDoor, 'url'>, call: DashboardCall): Promise<Response> {
  const { operation, path = {}, query, body, as, headers = {} } = call
  const { method, path: template } = DASHBOARD_OPERATIONS[operation]
  const filled = template.replaceAll(/\{(.+?)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? 'x'))
  const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
  return fetch(`${url}/api/dashboard${filled}${search}`, {
    method: method.toUpperCase(),
    headers: {
      origin: url,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === undefined ? {} : { cookie: as.cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}
