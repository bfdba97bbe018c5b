/** Every limit of the daemon's local interface in one table (README, "Limits"). Units are the last word of the name. */
export const DAEMON_LIMITS = {
  lineBytes: 65_536,
  connections: 64,
  registrationsPerConnection: 100,
  /** Registrations and deregistrations of one connection that wait for the AOI Server; more are not read. */
  requestsAtOnce: 16,
  requestMilliseconds: 10_000,
  /** How long an app that was cut off may take to read why. */
  lingerMilliseconds: 1000,
  /** What an app that was refused for want of room is told to wait. */
  retrySeconds: 5,
  socketPathBytes: 100,
} as const
