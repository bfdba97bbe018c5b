import {
  DASHBOARD_OPERATIONS,
  type DashboardOperation,
  type DashboardOperationName,
} from '#protocol/dashboard/manifest.ts'
import { SERVER_TIME_HEADER } from '#protocol/dashboard/server-time.ts'
import { DashboardError } from './dashboard-error.ts'
import { beginAct, beginRead, type Patience } from './patience.ts'
import { noteServerTime, serverNow } from './server-clock.ts'
import { renewSession } from './session-end.ts'

type Failure = { code?: string; desc?: string; reason?: string }

type RequestParts = {
  /** Elements of the operation's path. */
  path?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  signal?: AbortSignal
}

/** Returns the URL of an operation, for download links. */
export function dashboardUrl(
  operation: DashboardOperationName,
  { path = {}, query = {} }: RequestParts = {},
): string {
  const filled = DASHBOARD_OPERATIONS[operation].path.replaceAll(/\{(.+?)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ''),
  )
  const search = new URLSearchParams(query).toString()
  return `/api/dashboard${filled}${search === '' ? '' : `?${search}`}`
}

/** The server's answer, and its time by the server's clock (ISO). */
export type TimedAnswer<Answer> = { answer: Answer; readAt: string }

/** Reads like `readDashboard`, and returns the time of the answer too: ages are relative to it. */
export async function readTimed<Answer>(
  operation: DashboardOperationName,
  asked: RequestParts = {},
): Promise<TimedAnswer<Answer>> {
  const answer = await readDashboard<Answer>(operation, asked)
  return { answer, readAt: new Date(serverNow()).toISOString() }
}

/**
 * Reads the answer of an operation, within `PAGE_LIMITS.dashboardReadSeconds`. Throws `DashboardError`. If the session is
 * over, the page signs in again first. A read has a body if its input must not be in a URL.
 */
export async function readDashboard<Answer>(
  operation: DashboardOperationName,
  asked: RequestParts & { body?: object } = {},
): Promise<Answer> {
  const init = makeInit(operation, asked)
  return (await ask(dashboardUrl(operation, asked), { init, begin: beginRead, isAct: false })) as Answer
}

/**
 * Runs an operation that changes something, within the time limits of `beginAct`. Throws like `readDashboard`; is never
 * retried automatically.
 */
export async function actDashboard<Answer>(
  operation: DashboardOperationName,
  asked: RequestParts & { body?: object } = {},
): Promise<Answer> {
  const init = makeInit(operation, asked)
  // The feed requests its ticket by itself, so nobody waits for it.
  const isAct = operation !== 'createTicket'
  return (await ask(dashboardUrl(operation, asked), { init, begin: beginAct, isAct })) as Answer
}

function makeInit(
  operation: DashboardOperationName,
  { body, signal }: { body?: object; signal?: AbortSignal },
): RequestInit {
  const { method }: DashboardOperation = DASHBOARD_OPERATIONS[operation]
  return {
    method: method.toUpperCase(),
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
  }
}

/** Checks whether the session is valid, and signs in again if it is not. */
export async function checkSession(): Promise<'stands' | 'renewed' | 'over'> {
  const found = await attempt(dashboardUrl('readOwnAccount'), { init: {}, begin: beginRead })
  if (found.ok || found.status !== 401) return 'stands'
  return (await renewSession({ reason: found.failure.code, isAct: true })) ? 'renewed' : 'over'
}

type Attempt = {
  init: RequestInit
  /** Starts the time limit of one attempt: somebody may sign in between two attempts. */
  begin: () => Patience
}

async function ask(url: string, { isAct, ...request }: Attempt & { isAct: boolean }): Promise<unknown> {
  const first = await attempt(url, request)
  if (first.ok) return first.answered
  if (first.status !== 401 || !(await renewSession({ reason: first.failure.code, isAct })))
    throw new DashboardError(first.failure)
  const second = await attempt(url, request)
  if (second.ok) return second.answered
  throw new DashboardError(second.failure)
}

type Answer =
  | { ok: true; status: number; answered: unknown }
  | { ok: false; status: number; failure: { code: string; desc: string; status: number } }

async function attempt(url: string, { init, begin }: Attempt): Promise<Answer> {
  const patience = begin()
  const signal = init.signal == null ? patience.signal : AbortSignal.any([init.signal, patience.signal])
  try {
    return await answerOf(await fetch(url, { ...init, signal }))
  } catch (error) {
    throw explain(error, signal)
  } finally {
    patience.stop()
  }
}

/** Throws if a successful answer breaks off before its end. */
async function answerOf(response: Response): Promise<Answer> {
  const { ok, status, statusText, headers } = response
  const now = headers.get(SERVER_TIME_HEADER)
  if (now !== null) noteServerTime(Number(now))
  if (ok) return { ok, status, answered: status === 204 ? undefined : await response.json() }
  const answered: unknown = await response.json().catch(() => undefined)
  const { code = String(status), desc = statusText, reason = code } = (answered ?? {}) as Failure
  return { ok, status, failure: { code: reason, desc, status } }
}

/** Turns a request without an answer into a `DashboardError`. An abort by the page itself stays as it is. */
function explain(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted && !isTimeout(signal.reason)) return error
  if (signal.aborted)
    return new DashboardError({ code: 'timeout', desc: 'The server did not answer in time.', status: 0 })
  return new DashboardError({ code: 'unreachable', desc: 'The server cannot be reached.', status: 0 })
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}
