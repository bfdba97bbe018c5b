import type { Context } from '../context.ts'
import type { KeyScope } from '../server-applications/key-scope.ts'
import { type FoundNotification, getNotification } from './get-notification.ts'

type Input = { scope: KeyScope; id: string }

/**
 * Cancels the pending deliveries of a notification, or the notification itself before its time. Idempotent. Throws
 * `notFound`.
 */
export async function cancelNotification(ctx: Context, input: Input): Promise<void> {
  const found = await getNotification(ctx, input)
  const at = ctx.clock.now()
  if (found.kind === 'logged') return cancelLogged(ctx, { row: found.row, at })
  if (found.row.cancelledAt !== undefined) return
  const cancelled = await ctx.schedule.cancel({ ids: [found.row.id], at })
  // It went into the log meanwhile, or another request has cancelled it.
  if (cancelled.length === 0) await cancelNotification(ctx, input)
}

type Logged = Extract<FoundNotification, { kind: 'logged' }>['row']

async function cancelLogged(ctx: Context, { row, at }: { row: Logged; at: number }): Promise<void> {
  const cancelled = await ctx.store.cancelNotification({ id: row.id, at })
  if (cancelled) ctx.announce({ kind: 'cancelled', tokenId: row.tokenId, seqs: [row.seq] })
}
