import type { HookTest } from '#protocol/dashboard/hooks.ts'
import type { Context } from '../context.ts'
import { AoiError, isAoiError } from '../errors.ts'
import { acceptHookRequest } from './accept-hook-request.ts'
import { sampleRequest } from './shapes/samples/sample-request.ts'
import { SHAPES } from './shapes/shapes.ts'

/**
 * Sends a sample request of the hook's shape through the hook: it becomes a real notification and is kept like any
 * request. Throws `notFound` if no valid hook has that id.
 */
export async function testHook(
  ctx: Context,
  { actor, id }: { actor: string; id: string },
): Promise<HookTest> {
  const hook = await ctx.hooks.store.find(id)
  if (hook === undefined || hook.revokedAt !== undefined)
    throw new AoiError('notFound', 'id: no valid hook has this id')
  const at = ctx.clock.now()
  await ctx.store.recordAudit({ actor, action: 'hook.test', subject: id, at })
  const signingSecret = hook.signed ? ctx.hooks.signingSecret(id) : undefined
  const request = sampleRequest(hook.shape, { receivedAt: at, signingSecret })
  try {
    const result = await acceptHookRequest(ctx, { hook, shape: SHAPES[hook.shape], request })
    if (result.kind === 'nothing') return { outcome: 'nothing', reason: result.reason }
    // No sample asks for a later time, so the recipients are known.
    const { notificationId, recipients = 0 } = result.accepted
    return { outcome: 'accepted', notificationId, recipients }
  } catch (error) {
    // The sender would be told so, and the kept request says it too.
    if (isAoiError(error)) return { outcome: 'refused', reason: error.message }
    throw error
  } finally {
    // The page shows the kept request at once. A failure keeps it for the next flush.
    await ctx.hooks.requests.flush().catch(() => undefined)
  }
}
