import { LIMITS } from '#protocol'

/**
 * How late a correct server may be. The rules forgive nothing that they forbid: they only wait until a change can have
 * reached the session. Delays that the history records (a slow database, a stalled machine) are added.
 */

/** Two sockets of one process may be read in either order. */
export const SAME_NODE_MILLISECONDS = 60
/** A message over a working Redis. */
export const REDIS_MILLISECONDS = 500
/** A poll of the database, its query, and a turn of the event loop. */
export const POLL_MILLISECONDS = 2 * LIMITS.databasePollMilliseconds
/** By then a node notices that Redis has fallen silent. */
export const REDIS_NOTICED_MILLISECONDS = 4000
/** By then a cursor is written. */
export const FLUSH_MILLISECONDS = 3 * LIMITS.cursorFlushMillisecondsMax
/** The difference between a clock of whole milliseconds and a finer one. */
export const CLOCK_MILLISECONDS = 3
/** TTL 0 is over by then: a notification that a session with room has not received is lost. */
export const DUE_MILLISECONDS = 2300
/** The rules forgive recorded delays this many times over, because a read of the database is several round trips. */
export const LATE_FACTOR = 12
/** The client may read the frames of one write in several pieces. */
export const TOGETHER_MILLISECONDS = 200
/** By then a client that reads has received everything that the server has written. */
export const ON_ITS_WAY_MILLISECONDS = 2000
