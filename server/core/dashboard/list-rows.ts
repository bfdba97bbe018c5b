import { isUniqueToken, labelsOf } from '#protocol'
import type { AoiClientListRow } from '#protocol/dashboard/lists/aoi-clients.ts'
import type { ServerApplicationRow } from '#protocol/dashboard/lists/applications.ts'
import type { AuditRow } from '#protocol/dashboard/lists/audit.ts'
import type { NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { RefusalRow, RegistrationListRow } from '#protocol/dashboard/lists/registrations.ts'
import type { MemberRow, TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { endsAt } from '../delivery/now-or-never.ts'
import { toInstant } from '../instants.ts'
import type { Pulse } from '../overview/pulse.ts'
import { showKeyLimits } from '../server-applications/show-key-limits.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'
import type {
  ListedAoiClient,
  ListedAuditEvent,
  ListedMember,
  ListedNotification,
  ListedRefusal,
  ListedRegistration,
  ListedServerApplication,
  ListedToken,
  NotificationState,
} from './dashboard-store.ts'

/** Context for the conversion of rows to the form of the pages: times in ISO, tokens as fingerprints. */

type RowContext = { now: number; pulse: Pulse }

export function toNotificationRow(row: ListedNotification, { now, pulse }: RowContext): NotificationListRow {
  const { id, applicationName, ttlSeconds, urgency, recipients, acked, pending, revoked } = row
  const p95Ms = pulse.p95Of(row)
  const expiredBy = { ttl: row.expiredByTtl, cancelled: row.cancelled, replaced: row.replaced }
  return {
    ...{ id, applicationName, ttlSeconds, urgency, recipients, acked, pending, revoked, expiredBy },
    acceptedAt: toInstant(row.acceptedAt),
    expiresAt: toInstant(row.expiresAt),
    token: tokenOf({ ...row, kind: isUniqueToken(row.clientAppToken) ? 'unique' : 'shared' }),
    serverApplication: row.serverApplicationName,
    ...labelsOf(row),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    ...(row.erasedAt === undefined ? {} : { erasedAt: toInstant(row.erasedAt) }),
    state: stateOf(row, now),
    expired: expiredBy.ttl + expiredBy.cancelled + expiredBy.replaced,
  }
}

type Ended = Pick<ListedNotification, 'acceptedAt' | 'expiresAt' | 'cancelledAt' | 'replacedAt'>

export function stateOf(row: Ended, now: number): NotificationState {
  if (row.replacedAt !== undefined) return 'replaced'
  if (row.cancelledAt !== undefined) return 'cancelled'
  return endsAt(row) > now ? 'live' : 'expired'
}

export function toTokenRow(row: ListedToken, online: number): TokenListRow {
  const { applicationName, kind, members, headSeq, vapid } = row
  return {
    ...{ id: row.tokenId, applicationName, kind, members, online, headSeq, vapid },
    fingerprint: tokenFingerprint(row.clientAppToken),
    ...behindOf(row),
    createdAt: toInstant(row.createdAt),
    ...(row.lastAcceptedAt === undefined ? {} : { lastAcceptedAt: toInstant(row.lastAcceptedAt) }),
  }
}

function behindOf({ members, headSeq, leastAckedSeq }: ListedToken): Pick<TokenListRow, 'behind'> {
  if (leastAckedSeq === undefined) return members === 0 ? { behind: 0 } : {}
  return { behind: Math.max(0, headSeq - leastAckedSeq) }
}

export function toMemberRow({ createdAt, nodeId: _, ...row }: ListedMember, online: boolean): MemberRow {
  return { ...row, since: toInstant(createdAt), online }
}

export function toAoiClientRow({ nodeId: _, ...row }: ListedAoiClient, online: boolean): AoiClientListRow {
  return { ...row, createdAt: toInstant(row.createdAt), lastSeenAt: toInstant(row.lastSeenAt), online }
}

export function toRegistrationRow(row: ListedRegistration): RegistrationListRow {
  const { id, aoiClientId, aoiClientName, label, applicationName, behind, receiver } = row
  return {
    ...{ id, aoiClientId, applicationName, behind, receiver },
    ...(aoiClientName !== undefined && { aoiClientName }),
    ...(label !== undefined && { label }),
    token: tokenOf(row),
    createdAt: toInstant(row.createdAt),
    ...(row.endedAt === undefined ? {} : { endedAt: toInstant(row.endedAt) }),
  }
}

export function toRefusalRow({ at, ...row }: ListedRefusal): RefusalRow {
  return { ...row, at: toInstant(at) }
}

export function toServerApplicationRow({
  createdAt,
  keys,
  ...row
}: ListedServerApplication): ServerApplicationRow {
  return {
    ...row,
    createdAt: toInstant(createdAt),
    keys: keys.map((key) => ({
      id: key.id,
      grants: key.grants,
      ...showKeyLimits(key.limits),
      createdAt: toInstant(key.createdAt),
      ...(key.expiresAt === undefined ? {} : { expiresAt: toInstant(key.expiresAt) }),
      ...(key.revokedAt === undefined ? {} : { revokedAt: toInstant(key.revokedAt) }),
      ...(key.lastUsedAt === undefined ? {} : { lastUsedAt: toInstant(key.lastUsedAt) }),
    })),
  }
}

export function toAuditRow({ at, ...row }: ListedAuditEvent): AuditRow {
  return { ...row, at: toInstant(at) }
}

function tokenOf(row: { tokenId: number; clientAppToken: string; kind: 'shared' | 'unique' }) {
  return { id: row.tokenId, fingerprint: tokenFingerprint(row.clientAppToken), kind: row.kind }
}
