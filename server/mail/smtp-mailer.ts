import type { Transporter } from 'nodemailer'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { Mail, Mailer } from '#server/core/mailer.ts'

/** `url`: `smtp://` or `smtps://`, with a user and a password if the server wants them. */
export type MailSettings = { url: string; from: string }

/** Nothing can be sent: the operator has set no server for mail. */
export const NO_MAIL: Mailer = {
  isOn: false,
  send: async () => {
    throw new AoiError('unavailable', 'mail is off: AOI_SMTP_URL is not set')
  },
}

/** Sends mail by SMTP, one at a time. The library is loaded with the first mail. */
export class SmtpMailer implements Mailer {
  readonly isOn = true
  readonly #settings: MailSettings
  #transporter: Promise<Transporter> | undefined
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(settings: MailSettings) {
    this.#settings = settings
  }

  async send(mail: Mail): Promise<void> {
    if (this.#waiting >= LIMITS.mailsWaiting) throw new AoiError('unavailable', 'too many mails are waiting')
    this.#waiting += 1
    const turn = this.#last.then(() => this.#send(mail))
    this.#last = turn.catch(() => undefined)
    try {
      await turn
    } finally {
      this.#waiting -= 1
    }
  }

  async #send({ to, subject, text }: Mail): Promise<void> {
    this.#transporter ??= this.#open()
    const transporter = await this.#transporter
    try {
      // An object, so that the address is not parsed as a list of addresses.
      await transporter.sendMail({ from: this.#settings.from, to: { name: '', address: to }, subject, text })
    } catch (error) {
      throw new AoiError('unavailable', describeFailure(error))
    }
  }

  async #open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer')
    const timeout = LIMITS.mailSeconds * 1000
    return createTransport({
      ...{
        url: this.#settings.url,
        connectionTimeout: timeout,
        greetingTimeout: timeout,
        socketTimeout: timeout,
      },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    })
  }
}

/** Names the failure by its code alone: the message of the library may have an address or a credential. */
function describeFailure(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const answer = typeof responseCode === 'number' ? ` (SMTP ${responseCode})` : ''
  return `the mail server did not take the mail: ${typeof code === 'string' ? code : 'unknown failure'}${answer}`
}
