import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import { endsAt } from '../delivery/now-or-never.ts'
import type { NotificationRow } from '../store.ts'

/** Returns `live`, or the event that ended the notification for recipients without an ack. */
export function stateOf(
  { replacedAt, cancelledAt, ...lifetime }: NotificationRow,
  now: number,
): FanOut['state'] {
  if (replacedAt !== undefined) return 'replaced'
  if (cancelledAt !== undefined) return 'cancelled'
  return endsAt(lifetime) <= now ? 'expired' : 'live'
}
