import type { Context } from '../context.ts'
import type { PushSubscription } from '../store.ts'

/**
 * Ends a registration because its push service ended the subscription. If the AOI Client has moved the registration to
 * another subscription meanwhile, announces that one instead: this node may have missed it.
 */
export async function endByService(
  ctx: Context,
  input: { registrationId: number; push: PushSubscription; reason: string },
): Promise<void> {
  const { registrationId, push, reason } = input
  const { store } = ctx.pushMembers
  const { endpoint } = push
  const ended = await store.endByService({ registrationId, endpoint, reason, at: ctx.clock.now() })
  if (ended !== undefined) {
    const { aoiClientId, tokenId, clientAppToken } = ended
    ctx.announce({ kind: 'revoked', aoiClientId, registrationId, tokenId, clientAppToken, reason })
    return
  }
  const registration = await store.findRegistration(registrationId)
  if (registration !== undefined) ctx.announce({ kind: 'registered', registration })
}
