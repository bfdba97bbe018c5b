import type { Overview, OverviewNotification } from '#protocol'
import { fingerprint, LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import type { NotificationRow } from '../store.ts'

/** What only the process knows; the rest is read from the database. `startedAt` is Unix ms. */
export type ProcessStatus = { startedAt: number; draining: boolean; onlineAoiClients: number }

/** The overview of this server as it stands now. Holds no token, key or payload. */
export async function readOverview(context: Context, status: ProcessStatus): Promise<Overview> {
  const { store, clock, settings } = context
  const now = clock.now()
  const [counts, notifications, someoneMaySend] = await Promise.all([
    store.count(),
    store.listNotifications({ limit: LIMITS.overviewNotifications, now }),
    isAnyKeyValid(context, now),
  ])
  return {
    readAt: new Date(now).toISOString(),
    status: {
      startedAt: new Date(status.startedAt).toISOString(),
      draining: status.draining,
      publicUrl: settings.publicUrl,
      epochFingerprint: fingerprint(store.epoch),
    },
    counts: { ...counts, onlineAoiClients: status.onlineAoiClients },
    someoneMaySend,
    notifications: notifications.rows.map(toOverviewNotification),
  }
}

async function isAnyKeyValid({ store }: Context, now: number): Promise<boolean> {
  const { rows } = await store.listApiKeys({ limit: LIMITS.pageRows })
  return rows.some((key) => key.revokedAt === undefined && (key.expiresAt ?? Number.POSITIVE_INFINITY) > now)
}

function toOverviewNotification(row: NotificationRow): OverviewNotification {
  const { cancelled, replaced, revoked, expiredByTtl } = row
  return {
    id: row.id,
    applicationName: row.applicationName,
    tokenFingerprint: fingerprint(row.clientAppToken),
    kind: row.clientAppToken.startsWith('g') ? 'shared' : 'unique',
    acceptedAt: new Date(row.acceptedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    recipients: row.recipients,
    acked: row.acked,
    pending: row.pending,
    expired: expiredByTtl + cancelled + replaced + revoked,
    expiredBy: { ttl: expiredByTtl, cancelled, replaced, revoked },
  }
}
