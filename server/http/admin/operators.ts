import { AoiError } from '#server/core/errors.ts'
import { toInstant } from '#server/core/instants.ts'
import { inviteByMail } from '#server/core/operators/invite-by-mail.ts'
import { resetByMail } from '#server/core/operators/reset-by-mail.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

type OperatorCall = 'list' | 'reset' | 'invite' | 'remove' | 'setupCode'

/** `operators.*`: the operators of the dashboard, their ways in and their ways back in. */
export const operatorCalls: Pick<AdminCalls, `operators.${OperatorCall}`> = {
  'operators.list': async ({ operators, recovery }) => {
    const listed = await operators.list()
    return {
      operators: listed.map(({ name, email, role, passkeys, ...operator }) => ({
        ...{ email, name, role, passkeys, password: operator.hasPassword },
        ...{ identityProvider: operator.isLinked, authenticator: operator.totp },
        authenticatorLost: recovery.lostAuthenticators.includes(email),
        createdAt: toInstant(operator.createdAt),
      })),
    }
  },
  'operators.reset': async (services, { email, print = false, language = 'en' }) => {
    const reset = await resetByMail({ ...services, actor: LOCAL_ADMIN, email, language, print })
    return { email, ...reset, url: `${services.context.settings.dashboardUrl}/sign-in` }
  },
  'operators.invite': async (services, { email, role, print = false, language = 'en' }) => {
    const { operators, operatorMail, context } = services
    const invited = await inviteByMail({
      ...{ operators, operatorMail, actor: { email: LOCAL_ADMIN }, email, role, language, print },
    })
    const { code, expiresAt, mail } = invited
    const url = `${context.settings.dashboardUrl}/invitation#${code}`
    return { email, role, ...(code !== undefined && { url }), expiresAt: toInstant(expiresAt), mail }
  },
  'operators.remove': async ({ operators }, { email }) => {
    const address = email.toLowerCase()
    const found = (await operators.list()).find((operator) => operator.email === address)
    if (found === undefined) throw new AoiError('notFound', 'email: no operator has this address')
    await operators.remove({ actor: { email: LOCAL_ADMIN }, operatorId: found.id })
    return { email: address }
  },
  'operators.setupCode': async ({ operators, context }) => {
    const code = await operators.createSetupCode()
    if (code === undefined)
      throw new AoiError('invalid', 'an operator exists already: see `aoi admin operators list` and `reset`')
    const at = context.clock.now()
    await context.store.recordAudit({
      ...{ actor: LOCAL_ADMIN, action: 'operator.setupCode', subject: 'first operator', at },
    })
    return { code, url: `${context.settings.dashboardUrl}/setup` }
  },
}
