import { headers } from 'next/headers'
import { forbidden } from 'next/navigation'
import { DASHBOARD_PAGES, type DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import type { OperatorSession } from '#server/core/operators.ts'
import { findServices } from '#server/services.ts'

/**
 * The operator who asks for the page, or `403` for whoever may not see it. Every page that is not public calls it
 * first, with its own name. The server writes the peer's address at the end of `x-forwarded-for`; where nobody writes
 * it, nobody is admitted.
 */
export async function admitTo(page: DashboardPageName): Promise<OperatorSession> {
  const received = await headers()
  const addresses = (received.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  const services = findServices()
  if (services?.tellsPeerAddress !== true) forbidden()
  const session = await services.operators.findSession({ headers: received, addresses })
  const { permission } = DASHBOARD_PAGES[page]
  if (session === undefined) forbidden()
  if (permission !== 'public' && !mayDo(session.operator.role, permission)) forbidden()
  return session
}
