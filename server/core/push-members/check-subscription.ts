import type { PushSubscriptionElement } from '#protocol'
import { findP256Point } from '#protocol/p256-key.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { PushSubscription } from '../store.ts'

/** Checks the subscription of a request beyond its form. Throws `invalid`. */
export async function checkSubscription(
  ctx: Pick<Context, 'pushMembers'>,
  element: PushSubscriptionElement,
): Promise<PushSubscription> {
  const { keys: own, refusalOf } = ctx.pushMembers
  const { endpoint, keys, applicationServerKey, declarative = false } = element
  const refusal = refusalOf(new URL(endpoint))
  if (refusal !== undefined) throw new AoiError('invalid', `subscription.endpoint: ${refusal}`)
  if (findP256Point(keys.p256dh) === undefined)
    throw new AoiError('invalid', 'subscription.keys.p256dh: must be a point on P-256')
  const vapidKey = applicationServerKey ?? (await own.current())
  if (!(await own.isOwn(vapidKey)))
    throw new AoiError('invalid', 'subscription.applicationServerKey: must be a key of this AOI Server')
  return { endpoint, keys, vapidKey, declarative }
}
