import type { Context } from '../context.ts'

/** Makes a new VAPID key for new subscriptions, and records it in the audit. Returns the public key. */
export async function rotateVapidKey(ctx: Context, { actor }: { actor: string }): Promise<string> {
  const publicKey = await ctx.pushMembers.keys.rotate()
  await ctx.store.recordAudit({ actor, action: 'vapidKey.rotate', subject: publicKey, at: ctx.clock.now() })
  return publicKey
}
