import type { Role } from '#protocol/dashboard/roles.ts'
import type { OperatorRoles, RoleRefusal } from '#server/core/operators/operators.ts'
import type { OperatorEvents } from './operator-events.ts'
import type { OperatorInvitations } from './operator-invitations.ts'
import type { OperatorSessions } from './operator-sessions.ts'

type Parts = {
  roles: Pick<OperatorRoles, 'change'>
  sessions: OperatorSessions
  invitations: OperatorInvitations
  events: OperatorEvents
}

/** Changes the role of an operator, and ends their sessions. `actor` is for the audit. Returns why it is refused. */
export async function changeRole(
  { roles, sessions, invitations, events }: Parts,
  { actor, operatorId, role }: { actor: string; operatorId: string; role: Role },
): Promise<RoleRefusal | undefined> {
  const changed = await roles.change({ operatorId, role })
  if (typeof changed === 'string') return changed
  await sessions.endAll(operatorId, { reason: 'role-changed' })
  if (role !== 'admin') await invitations.endOf(operatorId)
  const detail = `${changed.operator.role} → ${role}`
  await events.record({ actor, action: 'operator.changeRole', subject: operatorId, detail })
  return undefined
}
