import { fingerprint } from '#protocol'
import type { OwnDevice } from '#protocol/dashboard/compose.ts'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toAudienceToken } from './find-audience.ts'
import { findOwnToken } from './send-composed.ts'

/** Returns the token of the operator's own device, if one is chosen and still exists. */
export async function readOwnDevice(ctx: Context, { operator }: { operator: Operator }): Promise<OwnDevice> {
  const token = await findOwnToken(ctx, operator.id)
  return token === undefined ? {} : { token: toAudienceToken(token) }
}

/**
 * Makes a token that of the operator's own device. Throws `notFound`, and `forbidden` for a token to which only the
 * holder of a VAPID key may send.
 */
export async function chooseOwnDevice(
  ctx: Context,
  { operator, tokenId }: { operator: Operator; tokenId: number },
): Promise<OwnDevice> {
  const token = await ctx.dashboard.findToken(tokenId)
  if (token === undefined) throw new AoiError('notFound', 'tokenId: no token has this id')
  if (token.vapid)
    throw new AoiError('forbidden', 'tokenId: only the holder of the token’s VAPID key may send to it')
  await ctx.composeStore.saveOwnDevice({ operatorId: operator.id, tokenId })
  const subject = `${tokenId}/${fingerprint(token.clientAppToken)}`
  const at = ctx.clock.now()
  await ctx.store.recordAudit({ actor: operator.email, action: 'operator.device', subject, at })
  return { token: toAudienceToken(token) }
}
