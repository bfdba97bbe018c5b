import {
  DASHBOARD_OPERATIONS,
  type DashboardOperation,
  type DashboardOperationName,
} from '#protocol/dashboard/manifest.ts'
import { DashboardError } from './dashboard-error.ts'

type Failure = { code?: string; desc?: string; reason?: string }

type Asked = {
  /** Elements of the operation's path. */
  path?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  signal?: AbortSignal
}

/** The address of an operation, for links to what is downloaded. */
export function dashboardUrl(
  operation: DashboardOperationName,
  { path = {}, query = {} }: Asked = {},
): string {
  const filled = DASHBOARD_OPERATIONS[operation].path.replaceAll(/\{(.+?)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ''),
  )
  const search = new URLSearchParams(query).toString()
  return `/api/dashboard${filled}${search === '' ? '' : `?${search}`}`
}

/** Reads what an operation answers. Throws `DashboardError`; who is no longer signed in goes to do so. */
export async function readDashboard<Answer>(
  operation: DashboardOperationName,
  asked: Asked = {},
): Promise<Answer> {
  const signal = asked.signal ?? null
  return (await ask(dashboardUrl(operation, asked), { signal })) as Answer
}

/** Does what an operation does. Throws like `readDashboard`; never tried again by itself. */
export async function actDashboard<Answer>(
  operation: DashboardOperationName,
  asked: Asked & { body?: object } = {},
): Promise<Answer> {
  const { method }: DashboardOperation = DASHBOARD_OPERATIONS[operation]
  const body = asked.body === undefined ? null : JSON.stringify(asked.body)
  return (await ask(dashboardUrl(operation, asked), {
    method: method.toUpperCase(),
    body,
    ...(body === null ? {} : { headers: { 'content-type': 'application/json' } }),
  })) as Answer
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const response = await reach(url, init)
  const answered: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (response.ok) return answered
  if (response.status === 401) goToSignIn()
  const { status, statusText } = response
  const { code = String(status), desc = statusText, reason = code } = (answered ?? {}) as Failure
  throw new DashboardError({ code: reason, desc, status })
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new DashboardError({ code: 'unreachable', desc: 'The server cannot be reached.', status: 0 })
  }
}

function goToSignIn(): void {
  const { pathname, search } = window.location
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
}
