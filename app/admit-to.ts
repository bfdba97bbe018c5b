import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { DASHBOARD_PAGES, type DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import { findServices } from '#server/services.ts'
import { readTarget } from './read-target.ts'

type GuardedPageName = {
  [Name in DashboardPageName]: (typeof DASHBOARD_PAGES)[Name]['permission'] extends 'public' ? never : Name
}[DashboardPageName]

/**
 * Returns the session of the operator. Without a session, the browser goes to sign in first and comes back to `path`
 * with its query. A role that may not see the page gets `403`. Every page that is not public calls this first, with its
 * own name.
 */
export async function admitTo(
  page: GuardedPageName,
  path: string = DASHBOARD_PAGES[page].path,
): Promise<OperatorSession> {
  const services = findServices()
  if (services === undefined) forbidden()
  const session = await services.operators.findSession(await headers())
  if (session === undefined) {
    const { search = '' } = (await readTarget()) ?? {}
    redirect(`/sign-in?next=${encodeURIComponent(path + search)}`)
  }
  if (!mayDo(session.operator.role, DASHBOARD_PAGES[page].permission)) forbidden()
  return session
}
