/** The protocols over which a session may run. */
export type TransportName = 'socketIo' | 'pushSocket' | 'pushService'

/**
 * Counts of all sessions of one transport, since the start of the process. The hub changes them in place, once for each
 * batch, because a fan-out must not pay for its metrics.
 */
export type TransportCounts = {
  /** Sessions that are open now. */
  open: number
  opened: number
  batches: number
  /** Notifications that were sent, once for each session that got one. */
  notifications: number
  bytes: number
  gaps: number
  /** Notifications that were read from the log because they were not cached. Part of `notifications`. */
  fromLog: number
  /** Batches after which the window had no room for the next notification. */
  fullWindows: number
  /** Notifications that were acknowledged. */
  acked: number
}

export function emptyTransportCounts(): TransportCounts {
  return {
    ...{ open: 0, opened: 0, batches: 0, notifications: 0, bytes: 0 },
    ...{ gaps: 0, fromLog: 0, fullWindows: 0, acked: 0 },
  }
}
