import {
  DASHBOARD_OPERATIONS,
  type DashboardOperation,
  type DashboardOperationName,
} from '#protocol/dashboard/manifest.ts'
import { DashboardError } from './dashboard-error.ts'
import { renewSession } from './session-end.ts'

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

/** Reads what an operation answers. Throws `DashboardError`. When the session is over, the page signs in again first. */
export async function readDashboard<Answer>(
  operation: DashboardOperationName,
  asked: Asked = {},
): Promise<Answer> {
  const signal = asked.signal ?? null
  return (await ask(dashboardUrl(operation, asked), { init: { signal }, isAct: false })) as Answer
}

/** Does what an operation does. Throws like `readDashboard`; never tried again by itself. */
export async function actDashboard<Answer>(
  operation: DashboardOperationName,
  asked: Asked & { body?: object } = {},
): Promise<Answer> {
  const { method }: DashboardOperation = DASHBOARD_OPERATIONS[operation]
  const body = asked.body === undefined ? null : JSON.stringify(asked.body)
  const init = {
    method: method.toUpperCase(),
    body,
    ...(body === null ? {} : { headers: { 'content-type': 'application/json' } }),
  }
  // The feed asks for its ticket by itself.
  const isAct = operation !== 'createTicket'
  return (await ask(dashboardUrl(operation, asked), { init, isAct })) as Answer
}

/** Whether the session still stands; signs in again where it does not. */
export async function checkSession(): Promise<'stands' | 'renewed' | 'over'> {
  const found = await answerOf(await reach(dashboardUrl('readOwnAccount'), {}))
  if (found.ok || found.status !== 401) return 'stands'
  return (await renewSession({ reason: found.failure.code, isAct: true })) ? 'renewed' : 'over'
}

type Request = { init: RequestInit; isAct: boolean }

async function ask(url: string, { init, isAct }: Request): Promise<unknown> {
  const first = await answerOf(await reach(url, init))
  if (first.ok) return first.answered
  if (first.status !== 401 || !(await renewSession({ reason: first.failure.code, isAct })))
    throw new DashboardError(first.failure)
  const second = await answerOf(await reach(url, init))
  if (second.ok) return second.answered
  throw new DashboardError(second.failure)
}

type Answer =
  | { ok: true; status: number; answered: unknown }
  | { ok: false; status: number; failure: { code: string; desc: string; status: number } }

async function answerOf(response: Response): Promise<Answer> {
  const { ok, status, statusText } = response
  const answered: unknown = status === 204 ? undefined : await response.json().catch(() => undefined)
  if (ok) return { ok, status, answered }
  const { code = String(status), desc = statusText, reason = code } = (answered ?? {}) as Failure
  return { ok, status, failure: { code: reason, desc, status } }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new DashboardError({ code: 'unreachable', desc: 'The server cannot be reached.', status: 0 })
  }
}
