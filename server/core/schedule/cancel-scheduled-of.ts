import { LIMITS } from '#protocol'
import { countOf } from '#protocol/count-of.ts'
import type { Context } from '../context.ts'

/** The sender whose right has ended: an API key, or a Server Application that stands for a hook. */
type Revoked = { apiKeyId: string } | { serverApplicationId: string }

/**
 * Cancels the notifications that a revoked sender has scheduled, because somebody else may hold its secret. The audit
 * has the number and the reason. Call it after the revocation.
 */
export async function cancelScheduledOf(
  ctx: Context,
  { revoked, actor, reason }: { revoked: Revoked; actor: string; reason: string },
): Promise<void> {
  const where = { ...revoked, isWaiting: true }
  let cancelled = 0
  try {
    for (let ended = -1; ended !== 0; cancelled += ended) {
      const { rows } = await ctx.schedule.list({ where, limit: LIMITS.scheduledPerStep })
      const ids = rows.map(({ id }) => id)
      ended = (await ctx.schedule.cancel({ ids, at: ctx.clock.now() })).length
    }
  } finally {
    const [subject = ''] = Object.values(revoked)
    const detail = `${countOf(cancelled, 'scheduled notification')}: ${reason}`
    const at = ctx.clock.now()
    if (cancelled > 0)
      await ctx.store.recordAudit({ actor, action: 'notification.cancel', subject, detail, at })
  }
}
