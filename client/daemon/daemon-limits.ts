/** Every limit of the daemon's local interface in one table (README, "Limits"). Units are the last word of the name. */
export const DAEMON_LIMITS = {
  lineBytes: 65_536,
  connections: 64,
  registrationsPerConnection: 100,
  /**
   * Registrations and deregistrations of one connection that wait for the AOI Server. At the limit the daemon stops
   * reading.
   */
  requestsAtOnce: 16,
  requestMilliseconds: 10_000,
  /** Time for a refused app to read the reason before it is cut off. */
  lingerMilliseconds: 1000,
  /** `retryAfter` for an app that was refused because the daemon is full. */
  retrySeconds: 5,
  socketPathBytes: 100,
} as const
