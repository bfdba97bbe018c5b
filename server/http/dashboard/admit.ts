import {
  DASHBOARD_OPERATIONS,
  type DashboardOperation,
  type DashboardOperationName,
} from '#protocol/dashboard/manifest.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { AoiError } from '#server/core/errors.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import type { ApiRequest, ApiServices } from '../api-services.ts'
import { requireConfirmed, requireSession } from '../auth/require-session.ts'
import { requireOwnOrigin } from '../own-origin.ts'

/**
 * Checks that the calling operator may do `operation`, and returns their session. Throws `unauthorized` without a
 * session, `forbidden` by role or for a page of another site, and `stepUp` if they must sign in again first.
 */
export async function admit(asked: {
  services: ApiServices
  c: ApiRequest
  operation: DashboardOperationName
}): Promise<OperatorSession> {
  const { services, c, operation } = asked
  requireOwnOrigin(services, c)
  const session = await requireSession(services, c)
  const { role } = session.operator
  const { permission, stepUp }: DashboardOperation = DASHBOARD_OPERATIONS[operation]
  if (!mayDo(role, permission)) throw new AoiError('forbidden', `the role ${role} may not do this`)
  if (stepUp === true) requireConfirmed(services, session.confirmedAt)
  return session
}
