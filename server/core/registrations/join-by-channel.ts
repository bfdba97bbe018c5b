import type { TokenProof } from '#protocol'
import { findP256Point } from '#protocol/p256-key.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { BrowserChannel, BrowserKeys, Registration } from '../store.ts'
import type { VapidSender } from '../web-push/vapid.ts'
import { deregisterClientApp } from './deregister-client-app.ts'
import { type RegisteredClientApp, registerClientApp } from './register-client-app.ts'

/**
 * Proof of authority over a subscription: a sender that may send to it, by its bound key, may also make it join a
 * group.
 */
export type ChannelAuthority = {
  /** The token of the browser's subscription. */
  pushToken: string
  sender: VapidSender | undefined
}

export type JoinByChannelInput = ChannelAuthority & {
  address?: string | undefined
  applicationName: string
  tokenProof: TokenProof
  /** Keys of the subscription: the group's messages are encrypted for these. */
  keys: BrowserKeys
  vapidKey?: string
  tokenScope?: string
  webPush?: boolean
}

/**
 * Issues a nonce for the proof of a seed with which a browser's subscription joins the group. Throws `unauthorized`.
 */
export async function issueChannelNonce(
  ctx: Context,
  authority: ChannelAuthority,
): Promise<{ nonce: string; expiresIn: number }> {
  await requireChannel(ctx, authority)
  return ctx.tokenProofs.issue(authority.pushToken)
}

/**
 * Registers a browser to a group's token, delivered through one of its subscriptions. The request must prove two keys:
 * the subscription's bound key and the seed's key. Knowing the two tokens is not enough. A browser is a member of a
 * group once, through the subscription that joined last. Throws `invalid` | `unauthorized` | `unavailable`.
 */
export async function joinByChannel(ctx: Context, input: JoinByChannelInput): Promise<RegisteredClientApp> {
  const { pushToken, sender, keys, ...asked } = input
  const { aoiClientId, channel: own } = await requireChannel(ctx, input)
  if (findP256Point(keys.p256dh) === undefined) {
    throw new AoiError('invalid', 'keys.p256dh: must be a point on P-256')
  }
  const channel = { channelId: own.channelId, keys }
  const registered = await registerClientApp(ctx, { ...asked, aoiClientId, channel, provedBy: pushToken })
  // The subscription may have ended meanwhile, and the group's messages would then wait for ever.
  if ((await ctx.store.findChannel(pushToken)) !== undefined) return registered
  const { clientAppToken } = registered.registration
  await deregisterClientApp(ctx, { aoiClientId, clientAppToken })
  throw unknownChannel()
}

async function requireChannel(
  ctx: Context,
  { pushToken, sender }: ChannelAuthority,
): Promise<Registration & { channel: BrowserChannel }> {
  const found = await ctx.store.findChannel(pushToken)
  if (found === undefined) throw unknownChannel()
  if (found.vapidKey === undefined) {
    throw new AoiError('unauthorized', 'the subscription needs an applicationServerKey to join a group')
  }
  if (found.vapidKey === sender?.vapidKey) return found
  throw new AoiError('unauthorized', 'Authorization: VAPID by the applicationServerKey is required')
}

function unknownChannel(): AoiError {
  return new AoiError('unauthorized', 'no subscription of a browser has this URL')
}
