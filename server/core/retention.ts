import { LIMITS } from '#protocol'

/** For how long rows are kept once they are over; operators set it (`AOI_RETAIN_…`). */
export type Retention = {
  /** Notifications with their outcomes, after they expire. */
  notificationSeconds: number
  refusalSeconds: number
  auditSeconds: number
  /** Tokens, after their last member left. */
  emptyTokenSeconds: number
  /** AOI Clients, after they were last seen; unset: for ever. */
  unseenClientSeconds?: number | undefined
  /** AOI Clients that never connected, after they registered or called by HTTP; unset: for ever. */
  neverConnectedSeconds?: number | undefined
}

export const DEFAULT_RETENTION: Retention = {
  notificationSeconds: LIMITS.notificationKeptSeconds,
  refusalSeconds: LIMITS.refusalKeptSeconds,
  auditSeconds: LIMITS.auditKeptSeconds,
  emptyTokenSeconds: LIMITS.emptyTokenKeptSeconds,
  neverConnectedSeconds: LIMITS.neverConnectedKeptSeconds,
}
