import type { NotificationStatus } from '#protocol'
import type { NotificationRow } from '#server/core/store.ts'

/** Returns the outcome of a notification as answers carry it. */
export function toStatus(row: NotificationRow): NotificationStatus {
  const { id, clientAppToken, seq, recipients, acked, pending, expiredByTtl, cancelled, replaced, revoked } =
    row
  return {
    ...{ id, clientAppToken, seq, recipients, acked, pending },
    acceptedAt: new Date(row.acceptedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    expired: expiredByTtl + cancelled + replaced + revoked,
    expiredBy: { ttl: expiredByTtl, cancelled, replaced, revoked },
    ...(row.cancelledAt === undefined ? {} : { cancelledAt: new Date(row.cancelledAt).toISOString() }),
    ...(row.replacedAt === undefined ? {} : { replacedAt: new Date(row.replacedAt).toISOString() }),
  }
}
