import type { PushSubscriptionElement } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { Registration } from '../store.ts'
import { checkSubscription } from './check-subscription.ts'

/**
 * Sets, replaces or removes the subscription of an AOI Client's registration. The cursor stays where it is. Throws
 * `invalid`, and `notFound` if the AOI Client has no registration to the token.
 */
export async function moveSubscription(
  ctx: Context,
  input: { aoiClientId: string; clientAppToken: string; subscription: PushSubscriptionElement | null },
): Promise<Registration> {
  const { aoiClientId, clientAppToken, subscription } = input
  const push = subscription === null ? null : await checkSubscription(ctx, subscription)
  const at = ctx.clock.now()
  const registration = await ctx.pushMembers.store.moveSubscription({ aoiClientId, clientAppToken, push, at })
  if (registration === undefined)
    throw new AoiError('notFound', 'clientAppToken: this AOI Client has no registration to it')
  ctx.announce({ kind: 'registered', registration })
  return registration
}
