import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import { endsAt } from '../delivery/now-or-never.ts'
import type { NotificationRow } from '../store.ts'

/** Whether a notification still runs, or what ended it for those who had not acked it. */
export function stateOf(
  { replacedAt, cancelledAt, ...lifetime }: NotificationRow,
  now: number,
): FanOut['state'] {
  if (replacedAt !== undefined) return 'replaced'
  if (cancelledAt !== undefined) return 'cancelled'
  return endsAt(lifetime) <= now ? 'expired' : 'live'
}
