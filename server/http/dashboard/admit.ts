import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { AoiError } from '#server/core/errors.ts'
import type { OperatorSession } from '#server/core/operators.ts'
import { listAddresses } from '../addresses.ts'
import type { ApiRequest, ApiServices } from '../api-services.ts'

/** The session of the operator who may do `operation`. Throws `unauthorized` without one, `forbidden` by role. */
export async function admit(asked: {
  services: ApiServices
  c: ApiRequest
  operation: DashboardOperationName
}): Promise<OperatorSession> {
  const { services, c, operation } = asked
  const session = await services.operators.findSession({
    headers: c.req.raw.headers,
    addresses: listAddresses(c),
  })
  if (session === undefined) throw new AoiError('unauthorized', 'sign in first')
  const { role } = session.operator
  const { permission } = DASHBOARD_OPERATIONS[operation]
  if (!mayDo(role, permission)) throw new AoiError('forbidden', `the role ${role} may not do this`)
  return session
}
