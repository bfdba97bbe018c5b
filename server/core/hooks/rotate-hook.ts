import { durationOf } from '#protocol/duration-of.ts'
import type { Context } from '../context.ts'
import { hashSecret } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import type { CreatedHook } from './create-hook.ts'
import { hookAddress, newHookSecret } from './hook-address.ts'

/**
 * Gives a hook a new address; the old one stays valid for `overlapSeconds`. Returns the new address once. Throws
 * `notFound` if no valid hook has that id.
 */
export async function rotateHook(
  ctx: Context,
  { actor, id, overlapSeconds }: { actor: string; id: string; overlapSeconds: number },
): Promise<CreatedHook> {
  const secret = newHookSecret()
  const at = ctx.clock.now()
  const previousEndsAt = at + overlapSeconds * 1000
  if (!(await ctx.hooks.store.rotate({ id, secretHash: hashSecret(secret), previousEndsAt })))
    throw new AoiError('notFound', 'id: no valid hook has this id')
  ctx.hooks.keys.forget({ id })
  const detail = `the old address ends after ${durationOf(overlapSeconds)}`
  await ctx.store.recordAudit({ actor, action: 'hook.rotate', subject: id, detail, at })
  return { id, address: hookAddress(id, secret) }
}
