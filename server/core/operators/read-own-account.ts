import { LIMITS } from '#protocol'
import type { OwnAccount } from '#protocol/dashboard/account.ts'
import { AoiError } from '../errors.ts'
import type { OperatorSession, Operators } from './operators.ts'

/** Returns the account of the calling operator. Throws `unauthorized` if the operator was removed meanwhile. */
export async function readOwnAccount(operators: Operators, session: OperatorSession): Promise<OwnAccount> {
  const own = (await operators.list()).find(({ id }) => id === session.operator.id)
  if (own === undefined) throw new AoiError('unauthorized', 'sign in first')
  return {
    ...{ id: own.id, name: own.name, email: own.email, role: own.role, totp: own.totp },
    ...{ passkeys: own.passkeys, hasPassword: own.hasPassword },
    confirmedUntil: new Date(session.confirmedAt + LIMITS.stepUpSeconds * 1000).toISOString(),
  }
}
