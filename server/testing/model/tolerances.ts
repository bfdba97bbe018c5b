import { LIMITS } from '#protocol'

/**
 * How late a true server may be. Nothing that a rule forbids is forgiven; a rule only waits until word had the time to
 * pass. What was late itself (a slow database, a machine that stood still) is added from the history.
 */

/** Two sockets of one process may be read in either order. */
export const SAME_NODE_MILLISECONDS = 60
/** Word over a Redis that is well. */
export const REDIS_MILLISECONDS = 500
/** A poll of the database, its reading, and a turn of the event loop. */
export const POLL_MILLISECONDS = 2 * LIMITS.lookoutMilliseconds
/** Redis that falls silent is noticed by then. */
export const REDIS_NOTICED_MILLISECONDS = 4000
/** A cursor is written by then. */
export const FLUSH_MILLISECONDS = 3 * LIMITS.cursorFlushMillisecondsMax
/** A clock of whole milliseconds beside a finer one. */
export const CLOCK_MILLISECONDS = 3
/** TTL 0 is over by then: what has not come to a session that has room was lost. */
export const DUE_MILLISECONDS = 2300
/** Of everything that was late, so much more is forgiven: a reading of the database is several round trips. */
export const LATE_FACTOR = 12
/** What leaves with one write is read in pieces. */
export const TOGETHER_MILLISECONDS = 200
/** What the server has written has come by then to a client that reads. */
export const ON_ITS_WAY_MILLISECONDS = 2000
