import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'

/** Removes one AOI Client from a token on an operator's behalf, and sends it the reason. Throws `notFound`. */
export async function revokeRegistration(
  ctx: Context,
  input: { actor: string; aoiClientId: string; clientAppToken: string; reason: string },
): Promise<void> {
  const { aoiClientId, clientAppToken, reason } = input
  const at = ctx.clock.now()
  const ended = await ctx.store.deregister({ aoiClientId, clientAppToken, at })
  if (ended === undefined) throw new AoiError('notFound', 'this AOI Client has no registration to this token')
  const subject = `${aoiClientId}/${ended.registrationId}`
  await ctx.store.recordAudit({
    actor: input.actor,
    action: 'registration.revoke',
    subject,
    detail: reason,
    at,
  })
  ctx.announce({
    kind: 'revoked',
    aoiClientId,
    clientAppToken,
    reason,
    registrationId: ended.registrationId,
    tokenId: ended.tokenId,
  })
}
