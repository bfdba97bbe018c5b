import { LIMITS } from '#protocol'

/** How long ended rows are kept; operators set it (`AOI_RETAIN_…`). */
export type Retention = {
  /** Notifications with their outcomes, after they expire. */
  notificationSeconds: number
  refusalSeconds: number
  auditSeconds: number
  /** Statistics: the counts of days. Those of hours and minutes are kept for a shorter time (`LIMITS`). */
  statisticsSeconds: number
  /** Tokens, after their last member left. */
  emptyTokenSeconds: number
  /** AOI Clients, after they were last seen; undefined: for ever. */
  unseenClientSeconds?: number | undefined
  /** AOI Clients that never connected, after they registered or called by HTTP; undefined: for ever. */
  neverConnectedSeconds?: number | undefined
}

export const DEFAULT_RETENTION: Retention = {
  notificationSeconds: LIMITS.notificationKeptSeconds,
  refusalSeconds: LIMITS.refusalKeptSeconds,
  auditSeconds: LIMITS.auditKeptSeconds,
  statisticsSeconds: LIMITS.statisticsKeptSeconds,
  emptyTokenSeconds: LIMITS.emptyTokenKeptSeconds,
  neverConnectedSeconds: LIMITS.neverConnectedKeptSeconds,
}
