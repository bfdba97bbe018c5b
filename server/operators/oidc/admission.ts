import { randomUUID } from 'node:crypto'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { RefusalReason } from '#protocol/dashboard/sign-in.ts'
import type { Clock } from '#server/core/clock.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type { OperatorRoles } from '#server/core/operators/operators.ts'
import { changeRole } from '../change-role.ts'
import type { OperatorEvents } from '../operator-events.ts'
import type { OperatorInvitations } from '../operator-invitations.ts'
import type { OperatorSessions } from '../operator-sessions.ts'
import type { OidcSettings } from './oidc-settings.ts'
import type { Person } from './person.ts'

/** The provider of accounts in the operators' tables, and the actor of its acts in the audit. */
export const PROVIDER_ID = 'oidc'
const ACTOR = 'identity provider'

type Parts = {
  settings: OidcSettings
  tables: Pick<OperatorTables, 'operator' | 'operatorAccount'>
  roles: Pick<OperatorRoles, 'change'>
  sessions: OperatorSessions
  invitations: OperatorInvitations
  events: OperatorEvents
  clock: Clock
}

export type Admission = { operator: Operator } | { refusal: RefusalReason }

/**
 * Decides which operator a person of the identity provider is. Only their subject or their verified e-mail address
 * names one. The role comes from the provider at each sign-in, if any group has a role.
 */
export async function admitPerson(parts: Parts, person: Person): Promise<Admission> {
  const { settings, sessions } = parts
  const linked = await findLinked(parts, person)
  const lacksRole = settings.roles.length > 0 && person.role === undefined
  if (lacksRole) {
    if (linked !== undefined) await sessions.endAll(linked.id, { reason: 'session-ended' })
    return { refusal: 'providerNoRole' }
  }
  const admission = linked === undefined ? await meet(parts, person) : { operator: linked }
  if ('refusal' in admission || person.role === undefined || admission.operator.role === person.role)
    return admission
  const { operator } = admission
  const refusal = await changeRole(parts, { actor: ACTOR, operatorId: operator.id, role: person.role })
  if (refusal === undefined) return { operator: { ...operator, role: person.role } }
  return { refusal: refusal === 'lastAdmin' ? 'lastAdmin' : 'providerFailed' }
}

async function findLinked({ tables }: Parts, { accountId }: Person): Promise<Operator | undefined> {
  const account = await tables.operatorAccount.findFirst<{ operator: Operator }>({
    ...{ where: { providerId: PROVIDER_ID, accountId }, include: { operator: true } },
  })
  return account?.operator
}

/** Finds or makes the operator of a person who comes for the first time. */
async function meet(parts: Parts, person: Person): Promise<Admission> {
  const { settings, tables, invitations } = parts
  const { email } = person
  if (email === undefined) return { refusal: 'providerEmail' }
  const known = await tables.operator.findFirst({ where: { email } })
  if (known !== null) return link(parts, { person, operator: known, action: 'operator.linkProvider' })
  const invited = await invitations.takeOf(email)
  const role = person.role ?? invited?.role
  if (role === undefined || (invited === undefined && !settings.allowsSignUp))
    return { refusal: 'providerNotInvited' }
  const operator = { id: randomUUID(), name: person.name, email, role }
  const now = new Date(parts.clock.now())
  await tables.operator.create({ data: { ...operator, emailVerified: true, createdAt: now, updatedAt: now } })
  const action = invited === undefined ? 'operator.signUp' : 'operator.invitation'
  return link(parts, { person, operator, action })
}

async function link(
  { tables, events, clock }: Parts,
  { person, operator, action }: { person: Person; operator: Operator; action: string },
): Promise<Admission> {
  const now = new Date(clock.now())
  const account = { providerId: PROVIDER_ID, accountId: person.accountId, userId: operator.id }
  await tables.operatorAccount.create({
    data: { id: randomUUID(), ...account, createdAt: now, updatedAt: now },
  })
  await events.record({ actor: operator.email, action, subject: operator.id, detail: ACTOR })
  return { operator }
}
