/** A plain text for one address. */
export type Mail = { to: string; subject: string; text: string }

/** Sends mail, where the operator has set a server for it. */
export interface Mailer {
  /** False: there is no such server, and nothing can be sent. */
  readonly isOn: boolean
  /** Resolves when the server has taken the mail. Throws `unavailable`; the sentence contains no secret. */
  send(mail: Mail): Promise<void>
}
