import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { cancelScheduledOf } from '../schedule/cancel-scheduled-of.ts'
import { hookSenderId } from './hook-address.ts'

/**
 * Revokes a hook, whose address is refused from then on, and cancels the notifications that it has scheduled. Throws
 * `notFound` if no valid hook has that id.
 */
export async function revokeHook(ctx: Context, { actor, id }: { actor: string; id: string }): Promise<void> {
  const at = ctx.clock.now()
  const hook = await ctx.hooks.store.find(id)
  if (hook === undefined || !(await ctx.hooks.store.revoke({ id, at })))
    throw new AoiError('notFound', 'id: no valid hook has this id')
  ctx.hooks.keys.forget(hook)
  await ctx.store.recordAudit({ actor, action: 'hook.revoke', subject: id, at })
  const revoked = { serverApplicationId: hookSenderId(id) }
  await cancelScheduledOf(ctx, { revoked, actor, reason: 'the hook was revoked' })
}
