import type { InvitationMail } from '#protocol/dashboard/account.ts'
import type { NewsLanguage } from '#protocol/finding-texts.ts'
import type { OperatorMail } from './operator-mail.ts'
import type { Operators, Recovery } from './operators.ts'

type Input = {
  recovery: Pick<Recovery, 'reset'>
  operators: Pick<Operators, 'passwordResets'>
  operatorMail: Pick<OperatorMail, 'mailReset'>
  /** The name of the door in the audit. */
  actor: string
  email: string
  language: NewsLanguage
  /** True: the caller passes the password on. */
  print: boolean
}

/** `password` is present only if no mail brings a link for a new one. */
type Reset = { password?: string; mail: InvitationMail }

/**
 * Resets an operator who lost their means of sign-in, and mails the link for a new password if the server has a server
 * for mail. Throws `notFound`.
 */
export async function resetByMail(input: Input): Promise<Reset> {
  const { recovery, operators, operatorMail, actor, email, language, print } = input
  const { password } = await recovery.reset(email, actor)
  const asked = { email: email.toLowerCase(), language, by: actor }
  const mail: InvitationMail = print
    ? { state: 'off' }
    : await operatorMail.mailReset(operators.passwordResets, asked)
  return { ...(mail.state !== 'sent' && { password }), mail }
}
