import { LIMITS } from '#protocol'
import type { InvitationMail } from '#protocol/dashboard/account.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { NewsLanguage } from '#protocol/finding-texts.ts'
import { isAoiError } from '../errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter } from '../limiter.ts'
import type { Log } from '../log.ts'
import type { Mail, Mailer } from '../mailer.ts'
import { INVITATION_MAILS, PASSWORD_MAILS, ROLE_NAMES, UNNAMED_INVITER, writeMoment } from './mail-texts.ts'
import type { Actor, PasswordReset, PasswordResets } from './operators.ts'

type Parts = {
  mailer: Mailer
  makeLimiter: MakeLimiter
  log: Log
  /** The origin of the pages. */
  dashboardUrl: () => string
}

type MadeInvitation = {
  email: string
  role: Role
  language: NewsLanguage
  /** The inviter; without an `id`, it is the command line or an admin key, which the mail does not name. */
  by: Actor
  code: string
  /** Unix ms. */
  expiresAt: number
}

type Sending = {
  purpose: 'invitation' | 'password'
  /** The operator for whom the mail is counted. */
  by?: string
  mail: Mail
}

const HOUR = 3600

/** Mails to operators and to people who are to become operators. The code of a link is in the mail alone. */
export class OperatorMail {
  readonly #parts: Parts
  #perOperator: Limiter | undefined
  #perAddress: Limiter | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get isOn(): boolean {
    return this.#parts.mailer.isOn
  }

  /** Mails the link of an invitation. Returns the reason if that failed; the invitation is valid all the same. */
  async invite(invitation: MadeInvitation): Promise<InvitationMail> {
    if (!this.isOn) return { state: 'off' }
    const { email, role, language, by, code, expiresAt } = invitation
    const { subject, text } = INVITATION_MAILS[language]
    const url = `${this.#parts.dashboardUrl()}/invitation#${code}`
    const facts = {
      ...{ url, role: ROLE_NAMES[language][role], expiresAt: writeMoment(expiresAt, language) },
      by: by.id === undefined ? UNNAMED_INVITER[language] : by.email,
    }
    return this.#send({
      purpose: 'invitation',
      by: by.email,
      mail: { to: email, subject, text: text(facts) },
    })
  }

  /**
   * Mails the link for a new password, if the address is one of an operator with a password. Nobody may learn whether it
   * is, so the caller gets no result, and does not wait for it. An address gets few such mails, and its earlier link
   * stays valid when it gets no more.
   */
  async sendReset(
    resets: Pick<PasswordResets, 'begin'>,
    { email, language }: { email: string; language: NewsLanguage },
  ): Promise<void> {
    if (!this.isOn || !(await this.#mayGet(email))) return
    const reset = await resets.begin(email)
    if (reset !== undefined)
      await this.#send({ purpose: 'password', mail: this.#writeReset(reset, language) })
  }

  /** The same for an operator whom an admin has reset. Returns the reason if it failed. */
  async mailReset(
    resets: Pick<PasswordResets, 'begin'>,
    { email, language, by }: { email: string; language: NewsLanguage; by: string },
  ): Promise<InvitationMail> {
    if (!this.isOn) return { state: 'off' }
    const reset = await resets.begin(email)
    if (reset === undefined)
      return { state: 'failed', reason: 'the operator may sign in only through the identity provider' }
    return this.#send({ purpose: 'password', by, mail: this.#writeReset(reset, language) })
  }

  #writeReset({ email, code, expiresAt }: PasswordReset, language: NewsLanguage): Mail {
    const { subject, text } = PASSWORD_MAILS[language]
    const url = `${this.#parts.dashboardUrl()}/reset#${code}`
    return { to: email, subject, text: text({ url, expiresAt: writeMoment(expiresAt, language) }) }
  }

  async #send({ purpose, by, mail }: Sending): Promise<InvitationMail> {
    try {
      if (by !== undefined) await this.#take(by, mail.to)
      await this.#parts.mailer.send(mail)
      return { state: 'sent' }
    } catch (error) {
      if (isLimitExceeded(error)) return { state: 'limited', retryAfterSeconds: error.retryAfterSeconds }
      if (!isAoiError(error)) throw error
      const reason = error.message
      this.#parts.log.warn({ event: 'operatorMail', purpose, reason }, 'a mail to an operator was not sent')
      return { state: 'failed', reason }
    }
  }

  async #mayGet(address: string): Promise<boolean> {
    try {
      await this.#ofAddress().consume(address)
      return true
    } catch (error) {
      if (isLimitExceeded(error)) return false
      throw error
    }
  }

  /** Counts a mail of an operator to an address. Rejects with `LimitExceeded`. */
  async #take(operator: string, address: string): Promise<void> {
    const { makeLimiter } = this.#parts
    this.#perOperator ??= makeLimiter({
      ...{ name: 'mailsPerOperator', points: LIMITS.mailsPerOperatorPerHour, seconds: HOUR },
    })
    await this.#perOperator.consume(operator)
    await this.#ofAddress().consume(address)
  }

  #ofAddress(): Limiter {
    this.#perAddress ??= this.#parts.makeLimiter({
      ...{ name: 'mailsPerAddress', points: LIMITS.mailsPerAddressPerHour, seconds: HOUR },
    })
    return this.#perAddress
  }
}
