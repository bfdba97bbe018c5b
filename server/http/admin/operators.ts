import { AoiError } from '#server/core/errors.ts'
import { type AdminCalls, LOCAL_ADMIN, toInstant } from './admin-call.ts'

/** `operators.*`: the operators of the dashboard, and their ways back in. */
export const operatorCalls: Pick<AdminCalls, 'operators.list' | 'operators.reset' | 'operators.setupCode'> = {
  'operators.list': async ({ operators, recovery }) => {
    const listed = await operators.list()
    return {
      operators: listed.map(({ name, email, role, createdAt, passkeys, totp }) => ({
        ...{ email, name, role, passkeys, authenticator: totp, createdAt: toInstant(createdAt) },
        authenticatorLost: recovery.lostAuthenticators.includes(email),
      })),
    }
  },
  'operators.reset': async ({ recovery, context }, { email }) => {
    const { password } = await recovery.reset(email, LOCAL_ADMIN)
    return { email, password, url: `${context.settings.publicUrl}/sign-in` }
  },
  'operators.setupCode': async ({ operators, context }) => {
    const code = await operators.createSetupCode()
    if (code === undefined)
      throw new AoiError('invalid', 'an operator exists already: see `aoi admin operators list` and `reset`')
    const at = context.clock.now()
    await context.store.recordAudit({
      ...{ actor: LOCAL_ADMIN, action: 'operator.setupCode', subject: 'first operator', at },
    })
    return { code, url: `${context.settings.publicUrl}/setup` }
  },
}
