import { AoiError, isAoiError } from '#server/core/errors.ts'
import { answer } from '../answer.ts'
import { readMessage } from '../message.ts'
import { requestIdOf } from '../request-id.ts'
import type { AttemptLimits } from './attempt-limits.ts'
import { forgottenSchema, newPasswordSchema } from './auth-operations.ts'
import type { AddAuthRoute } from './auth-route.ts'
import type { OpenLimits } from './limit-anybody.ts'

type Limits = { attempts: AttemptLimits; open: OpenLimits }

/** Adds the way to a new password by a mail. */
export function addPasswordResets(add: AddAuthRoute, { attempts, open }: Limits): void {
  const path = '/forgotten-password'
  add({ method: 'POST', path }, async (services, c, { limitKey }) => {
    const { operatorMail, operators, onUnexpected } = services
    await open.take(services, { path, limit: 'passwordMailsPerAddressPerMinute', limitKey })
    const { email, language } = (await readMessage(c, forgottenSchema)).message
    if (!operatorMail.isOn) throw new AoiError('unavailable', 'mail is off: AOI_SMTP_URL is not set')
    // Answers at once, so that the time of the answer does not tell whether the address is one of an operator.
    operatorMail
      .sendReset(operators.passwordResets, { email: email.toLowerCase(), language })
      .catch((error: unknown) => {
        if (!isAoiError(error)) onUnexpected(error, { kind: 'step', name: 'password mail' })
      })
    return answer({})
  })
  add({ method: 'POST', path: '/new-password' }, async ({ operators }, c, { limitKey }) => {
    const { message } = await readMessage(c, newPasswordSchema)
    return attempts.guard(operators, {
      attempt: { secret: 'invitation', address: limitKey, requestId: requestIdOf(c.env.incoming) },
      evaluate: async () => {
        await operators.passwordResets.finish(message)
        return answer({})
      },
    })
  })
}
