import type { Role } from '#protocol/dashboard/roles.ts'
import { AoiError } from '#server/core/errors.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type {
  NewPassword,
  PasswordReset,
  PasswordResets as Resets,
} from '#server/core/operators/operators.ts'
import type { OperatorAuth } from './operator-auth.ts'
import type { OperatorEvents } from './operator-events.ts'
import type { OperatorInvitations } from './operator-invitations.ts'
import type { OperatorSessions } from './operator-sessions.ts'

type Parts = {
  tables: Pick<OperatorTables, 'operator'>
  invitations: OperatorInvitations
  sessions: OperatorSessions
  events: OperatorEvents
  open: () => Promise<OperatorAuth>
  /** Whether the operator may sign in without the identity provider. */
  mayBeLocal: (operatorId: string) => Promise<boolean>
}

type WithAccounts = { id: string; email: string; role: Role; accounts: { providerId: string }[] }

/**
 * New passwords by a link in a mail. A mailbox is one factor: authenticator and passkeys stay, so an operator who lost
 * those needs an admin with `aoi admin operators reset`.
 */
export class PasswordResets implements Resets {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Makes the code of a link, which replaces an earlier one. `undefined` for an address without a password. */
  async begin(email: string): Promise<PasswordReset | undefined> {
    const operator = await this.#find(email)
    if (operator === undefined || !(await this.#parts.mayBeLocal(operator.id))) return undefined
    const { id, role } = operator
    return {
      email: operator.email,
      operatorId: id,
      ...(await this.#parts.invitations.makeReset({ email: operator.email, role })),
    }
  }

  /** Sets the password, and ends the operator's sessions. Throws `forbidden` for an invalid code. */
  async finish({ code, password }: NewPassword): Promise<void> {
    const { invitations, sessions, events, open } = this.#parts
    const email = await invitations.takeReset(code)
    const operator = email === undefined ? undefined : await this.#find(email)
    if (operator === undefined)
      throw new AoiError('forbidden', 'the code is not valid, or has been used', { reason: 'resetInvalid' })
    const { internalAdapter, password: passwords } = await (await open()).$context
    await internalAdapter.updatePassword(operator.id, await passwords.hash(password))
    await sessions.endAll(operator.id, { reason: 'session-ended' })
    await events.record({ actor: operator.email, action: 'operator.newPassword', subject: operator.id })
  }

  async #find(email: string): Promise<WithAccounts | undefined> {
    const [found] = await this.#parts.tables.operator.findMany<WithAccounts>({
      ...{ where: { email }, include: { accounts: { select: { providerId: true } } } },
    })
    return found?.accounts.some(({ providerId }) => providerId === 'credential') === true ? found : undefined
  }
}
