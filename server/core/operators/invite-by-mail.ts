import type { InvitationMail } from '#protocol/dashboard/account.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { NewsLanguage } from '#protocol/finding-texts.ts'
import type { OperatorMail } from './operator-mail.ts'
import type { Actor, Operators } from './operators.ts'

type Input = {
  operators: Pick<Operators, 'invite'>
  operatorMail: Pick<OperatorMail, 'invite'>
  actor: Actor
  email: string
  role: Role
  language: NewsLanguage
  /** True: the caller passes the link on. */
  print?: boolean
}

/** `code` is present only if no mail has it; `expiresAt` is Unix ms. */
type Invited = { code?: string; expiresAt: number; mail: InvitationMail }

/** Invites a person, and mails the link if the server has a server for mail. */
export async function inviteByMail(input: Input): Promise<Invited> {
  const { operators, operatorMail, actor, email, role, language, print = false } = input
  const { code, expiresAt } = await operators.invite({ actor, email, role })
  const invitation = { email, role, language, by: actor, code, expiresAt }
  const mail: InvitationMail = print ? { state: 'off' } : await operatorMail.invite(invitation)
  return { ...(mail.state !== 'sent' && { code }), expiresAt, mail }
}
