import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'

/** An operator takes one AOI Client out of a token; it is told why. Throws `notFound`. */
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
