import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import type { NotificationRow } from '../store.ts'

/** Whether a notification still runs, or what ended it for those who had not acked it. */
export function stateOf(
  { replacedAt, cancelledAt, expiresAt }: NotificationRow,
  now: number,
): FanOut['state'] {
  if (replacedAt !== undefined) return 'replaced'
  if (cancelledAt !== undefined) return 'cancelled'
  return expiresAt <= now ? 'expired' : 'live'
}
