import type { NotificationStatus } from '#protocol'
import { stateOf } from '#server/core/fan-out/notification-state.ts'
import type { FoundNotification } from '#server/core/notifications/get-notification.ts'
import type { ScheduledRow } from '#server/core/schedule/schedule-store.ts'
import type { NotificationRow } from '#server/core/store.ts'

/** Returns a notification as answers carry it, in the log or outside of it, at `now` (Unix ms). */
export function toFoundStatus(found: FoundNotification, now: number): NotificationStatus {
  return found.kind === 'logged' ? toStatus(found.row, now) : toScheduledStatus(found.row)
}

/** Returns the outcome of a notification as answers carry it, at `now` (Unix ms). */
export function toStatus(row: NotificationRow, now: number): NotificationStatus & { seq: number } {
  const { id, clientAppToken, seq, recipients, acked, pending, expiredByTtl, cancelled, replaced, revoked } =
    row
  return {
    ...{ id, clientAppToken, status: stateOf(row, now), seq, recipients, acked, pending },
    acceptedAt: toTime(row.acceptedAt),
    expiresAt: toTime(row.expiresAt),
    expired: expiredByTtl + cancelled + replaced + revoked,
    expiredBy: { ttl: expiredByTtl, cancelled, replaced, revoked },
    ...(row.cancelledAt === undefined ? {} : { cancelledAt: toTime(row.cancelledAt) }),
    ...(row.replacedAt === undefined ? {} : { replacedAt: toTime(row.replacedAt) }),
  }
}

/** Returns the same for one outside of the log. It has no recipients: they are the members at its time. */
export function toScheduledStatus(row: ScheduledRow): NotificationStatus {
  const { id, clientAppToken, ttlSeconds, acceptedAt, deliverAt, cancelledAt } = row
  return {
    ...{ id, clientAppToken, status: cancelledAt === undefined ? 'scheduled' : 'cancelled' },
    ...{ recipients: 0, acked: 0, pending: 0, expired: 0 },
    acceptedAt: toTime(acceptedAt),
    deliverAt: toTime(deliverAt),
    expiresAt: toTime(deliverAt + ttlSeconds * 1000),
    expiredBy: { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 },
    ...(cancelledAt === undefined ? {} : { cancelledAt: toTime(cancelledAt) }),
  }
}

function toTime(at: number): string {
  return new Date(at).toISOString()
}
