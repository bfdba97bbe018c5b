import type { Context } from '../context.ts'
import { getNotification } from './get-notification.ts'

/** Cancels the pending deliveries of a notification. Idempotent. Throws `notFound`. */
export async function cancelNotification(
  ctx: Context,
  input: { grants: readonly string[]; id: string },
): Promise<void> {
  const row = await getNotification(ctx, input)
  const cancelled = await ctx.store.cancelNotification({ id: row.id, at: ctx.clock.now() })
  if (cancelled) ctx.announce({ kind: 'cancelled', tokenId: row.tokenId, seqs: [row.seq] })
}
