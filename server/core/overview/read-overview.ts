import type { Overview, OverviewNotification } from '#protocol'
import { fingerprint, isUniqueToken, LIMITS } from '#protocol'
import type { OverviewNode } from '#protocol/overview.ts'
import type { RehearsalResult } from '#protocol/rehearsal.ts'
import type { Context } from '../context.ts'
import { listPressing } from '../findings/list-findings.ts'
import { listValidKeys } from '../server-applications/list-valid-keys.ts'
import type { NodeReport, NotificationRow } from '../store.ts'
import { describePulse } from './describe-pulse.ts'

const HOUR = 3_600_000
/** Recipients without an ack after this time deserve a look. */
const WAITING_MILLISECONDS = 300_000

/** State that only the process has; the rest comes from the database. `startedAt` is Unix ms. */
export type ProcessStatus = {
  startedAt: number
  draining: boolean
  onlineAoiClients: number
  /** This node first; the others as they last reported themselves. */
  nodes: readonly NodeReport[]
  /** The last rehearsal of a restore. */
  rehearsal?: RehearsalResult | undefined
}

/** Reads the current overview of this server. It contains no token, key or payload. */
export async function readOverview(context: Context, status: ProcessStatus): Promise<Overview> {
  const { store, dashboard, clock, settings } = context
  const now = clock.now()
  const recent = { from: now - HOUR, waitingSince: now - WAITING_MILLISECONDS, rows: LIMITS.overviewWalkRows }
  const [counts, notifications, keys, sums, findings] = await Promise.all([
    context.counts.read(),
    dashboard.listNotifications({
      ...{ limit: LIMITS.overviewNotifications, now, oldestFirst: false },
      filter: { hidesSimulated: true },
    }),
    listValidKeys(store, now),
    dashboard.sumUp({ ...recent, now }),
    listPressing(context),
  ])
  const { onlineAoiClients } = status
  const startedAt = new Date(status.startedAt).toISOString()
  return {
    readAt: new Date(now).toISOString(),
    status: {
      ...{ startedAt, draining: status.draining, publicUrl: settings.publicUrl },
      registration: settings.registration,
      epochFingerprint: fingerprint(store.epoch),
    },
    counts: { ...counts, onlineAoiClients },
    nodes: status.nodes.map((node) => describeNode(node, now)),
    pulse: describePulse(context.pulse),
    stages: context.pulse.steps.read(),
    lastHour: {
      ...{ notifications: sums.notifications, recipients: sums.recipients, acked: sums.acked },
      cut: sums.notifications >= LIMITS.overviewWalkRows,
    },
    ...findings,
    ...(status.rehearsal === undefined ? {} : { rehearsal: status.rehearsal }),
    someoneMaySend: keys.length > 0,
    notifications: notifications.rows.map(toOverviewNotification),
  }
}

function describeNode(node: NodeReport, now: number): OverviewNode {
  const { name, role, version, startedAt, seenAt, draining, online, memoryBytes } = node
  return {
    ...{ name, role, version, draining, onlineAoiClients: online, memoryBytes },
    startedAt: new Date(startedAt).toISOString(),
    seenAt: new Date(seenAt).toISOString(),
    silent: seenAt <= now - LIMITS.nodeSilentSeconds * 1000,
  }
}

function toOverviewNotification(row: NotificationRow): OverviewNotification {
  const { cancelled, replaced, revoked, expiredByTtl } = row
  return {
    id: row.id,
    applicationName: row.applicationName,
    tokenFingerprint: fingerprint(row.clientAppToken),
    kind: isUniqueToken(row.clientAppToken) ? 'unique' : 'shared',
    acceptedAt: new Date(row.acceptedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    recipients: row.recipients,
    acked: row.acked,
    pending: row.pending,
    expired: expiredByTtl + cancelled + replaced + revoked,
    expiredBy: { ttl: expiredByTtl, cancelled, replaced, revoked },
  }
}
