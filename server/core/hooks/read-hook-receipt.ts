import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { hookSenderId } from './hook-address.ts'
import type { Hook } from './hook-store.ts'

/** The outcome of a hook's own message. Times are Unix ms; they are missing without an ack. */
export type HookReceipt = {
  acked: number
  firstAckedAt?: number
  lastAckedAt?: number
  expiresAt: number
  isOver: boolean
}

/**
 * Returns the outcome of a message that this hook sent. With more than `LIMITS.pageRows` recipients, the times are those
 * of the first of them. Throws `notFound` for every other message.
 */
export async function readHookReceipt(
  ctx: Context,
  { hook, notificationId }: { hook: Hook; notificationId: string | undefined },
): Promise<HookReceipt> {
  const now = ctx.clock.now()
  const row =
    notificationId === undefined ? undefined : await ctx.store.findNotification({ id: notificationId, now })
  if (row === undefined || row.serverApplicationId !== hookSenderId(hook.id))
    throw new AoiError('notFound', 'receipt: this hook sent no message with it')
  const { acked, expiresAt, cancelledAt, replacedAt } = row
  const isOver = expiresAt <= now || cancelledAt !== undefined || replacedAt !== undefined
  if (acked === 0) return { acked, expiresAt, isOver }
  const { rows } = await ctx.store.listDeliveries({ id: row.id, now, limit: LIMITS.pageRows })
  const times = rows.flatMap(({ ackedAt }) => (ackedAt === undefined ? [] : [ackedAt]))
  return {
    ...{ acked, expiresAt, isOver },
    ...(times.length > 0 && { firstAckedAt: Math.min(...times), lastAckedAt: Math.max(...times) }),
  }
}
