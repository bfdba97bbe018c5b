import { randomBytes, randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import { AoiError } from '#server/core/errors.ts'
import type { Log } from '#server/core/log.ts'
import { verifierOf } from '#server/core/operators/auth-verifier.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type { Recovery } from '#server/core/operators/operators.ts'
import type { Store } from '#server/core/store.ts'

const PASSWORD_BYTES = 16

type Tables = Pick<
  OperatorTables,
  'operator' | 'operatorAccount' | 'operatorPasskey' | 'operatorSession' | 'operatorTwoFactor'
>

type Input = {
  store: Pick<Store, 'recordAudit' | 'readAuthVerifier' | 'keepAuthVerifier'>
  tables: Tables
  clock: Clock
  log: Log
  announce: (announcement: Announcement) => void
  secret: () => string
}

type Reset = { operatorId: string; password: string }

/**
 * The way back in for operators who lost their password or passkeys, or whose authenticators are encrypted with another
 * secret.
 */
export class OperatorRecovery implements Recovery {
  readonly #input: Input
  #lostAuthenticators: readonly string[] = []

  constructor(input: Input) {
    this.#input = input
  }

  /** The e-mail addresses of the operators whose authenticator cannot be checked. */
  get lostAuthenticators(): readonly string[] {
    return this.#lostAuthenticators
  }

  /**
   * Compares the secret with the one that the database was used with before. The server accepts another secret if no
   * operator loses an authenticator by that. Otherwise the log names these operators and the way out.
   */
  async checkSecret(): Promise<void> {
    const { store, tables, log, secret } = this.#input
    const verifier = verifierOf(secret())
    const known = await store.readAuthVerifier()
    if (known === verifier) return
    const where = { twoFactorEnabled: true }
    const rows = await tables.operator.findMany({ where })
    if (known !== undefined && rows.length > 0) {
      this.#lostAuthenticators = rows.map(({ email }) => email)
      log.error({ event: 'otherSecret', operators: this.#lostAuthenticators }, OTHER_SECRET)
      return
    }
    if (known !== undefined)
      log.warn(
        { event: 'secretTaken' },
        'auth-secret or AOI_AUTH_SECRET has changed: operators must sign in again',
      )
    await store.keepAuthVerifier(verifier)
  }

  /** Throws `forbidden` with the way out if a failure at sign-in comes from another secret. */
  explain(path: string): void {
    if (this.#lostAuthenticators.length > 0 && path.includes('/two-factor/'))
      throw new AoiError(
        'forbidden',
        'authenticators cannot be checked, because auth-secret differs from the one that encrypted them: restore the old one, or run `aoi admin operators reset`',
      )
  }

  /**
   * Makes a password that is shown once, removes authenticator and passkeys, and ends the sessions. Throws `notFound`.
   */
  async reset(email: string, actor: string): Promise<Reset> {
    const { store, tables, clock } = this.#input
    const where = { email: email.toLowerCase() }
    const operator = await tables.operator.findFirst({ where })
    if (operator === null) throw new AoiError('notFound', 'email: no operator has this address')
    const userId = operator.id
    await this.#endSessions(userId)
    await tables.operatorPasskey.deleteMany({ where: { userId } })
    await tables.operatorTwoFactor.deleteMany({ where: { userId } })
    await tables.operator.update({ where: { id: userId }, data: { twoFactorEnabled: false } })
    const password = randomBytes(PASSWORD_BYTES).toString('base64url')
    await this.#setPassword(userId, await hash(password))
    await store.recordAudit({ actor, action: 'operator.reset', subject: userId, at: clock.now() })
    this.#lostAuthenticators = this.#lostAuthenticators.filter((lost) => lost !== where.email)
    if (this.#lostAuthenticators.length === 0) await this.checkSecret()
    return { operatorId: userId, password }
  }

  async #setPassword(userId: string, password: string): Promise<void> {
    const { tables, clock } = this.#input
    const now = new Date(clock.now())
    const account = { providerId: 'credential', userId }
    const data = { password, updatedAt: now }
    const { count } = await tables.operatorAccount.updateMany({ where: account, data })
    if (count > 0) return
    const made = { id: randomUUID(), accountId: userId, ...account, ...data, createdAt: now }
    await tables.operatorAccount.create({ data: made })
  }

  async #endSessions(userId: string): Promise<void> {
    const { tables, announce } = this.#input
    const sessions = await tables.operatorSession.findMany({ where: { userId } })
    await tables.operatorSession.deleteMany({ where: { userId } })
    for (const { id } of sessions) announce({ kind: 'operatorSessionEnded', sessionId: id })
  }
}

const OTHER_SECRET =
  'auth-secret or AOI_AUTH_SECRET differs from the one that this database was used with, so these operators cannot use their authenticator: restore the old secret, or run `aoi admin operators reset EMAIL` for each of them'
