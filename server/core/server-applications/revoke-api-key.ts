import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { cancelScheduledOf } from '../schedule/cancel-scheduled-of.ts'

/**
 * Revokes a key, which is refused from then on, and cancels the notifications that it has scheduled. Throws `notFound` if no live key has that id.
 */
export async function revokeApiKey(ctx: Context, input: { actor: string; id: string }): Promise<void> {
  const { actor, id: apiKeyId } = input
  const at = ctx.clock.now()
  const revoked = await ctx.store.revokeApiKey({ id: input.id, at })
  if (!revoked) throw new AoiError('notFound', 'id: no valid API key has this id')
  await ctx.store.recordAudit({ actor: input.actor, action: 'apiKey.revoke', subject: input.id, at })
  ctx.announce({ kind: 'apiKeyRevoked', apiKeyId })
  await cancelScheduledOf(ctx, { revoked: { apiKeyId }, actor, reason: 'the API key was revoked' })
}
