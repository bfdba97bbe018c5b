import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'

/** Cancels the pending deliveries of a message by its link. Idempotent. Throws `notFound`. */
export async function cancelPush(ctx: Context, input: { link: string }): Promise<void> {
  const [id] = ctx.webPush.links.read('messages', input.link)
  const at = ctx.clock.now()
  const row = id === undefined ? undefined : await ctx.store.findNotification({ id, now: at })
  if (row === undefined) throw new AoiError('notFound', 'no message has this URL')
  const cancelled = await ctx.store.cancelNotification({ id: row.id, at })
  if (cancelled) ctx.announce({ kind: 'cancelled', tokenId: row.tokenId, seqs: [row.seq] })
}
