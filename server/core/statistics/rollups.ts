import type { TopCount } from '#protocol/dashboard/statistics.ts'
import type { TimeHistogram } from '#protocol/time-histogram.ts'

/** The lengths of periods in the database, in seconds: minutes, hours and days (UTC). */
export const ROLLUP_SECONDS = [60, 3600, 86_400] as const
export type RollupSeconds = (typeof ROLLUP_SECONDS)[number]

/**
 * Units of which only the largest parties have rollups: senders (ids of Server Applications), hooks and tokens (row
 * ids).
 */
export const PARTY_UNITS = ['sender', 'hook', 'token'] as const
export type PartyUnit = (typeof PARTY_UNITS)[number]
/** The unit of a count: all applications together, or the party that `key` names. */
export type RollupUnit = 'all' | 'application' | PartyUnit

/**
 * Names of writers that are no process. `expired` and `backlog` write what the log knows, for all nodes together;
 * `compacted` has the sums of processes that do not write the period any more.
 */
export const SHARED_WRITERS = { expired: 'expired', backlog: 'backlog', compacted: 'compacted' } as const
export type LogWriter = 'expired' | 'backlog'

/** Counts of one period. `startedAt` is Unix ms, a whole multiple of the length. */
export type Rollup = {
  seconds: RollupSeconds
  startedAt: number
  unit: RollupUnit
  key: string
  accepted: number
  recipients: number
  acked: number
  /** AOI Clients in session, summed over the seconds of the period. Only for all applications together. */
  onlineSeconds: number
  /** Recipients whose notification expired in this period without their ack. */
  expired: number
  /** Refused submissions. Only for all applications together, senders and hooks. */
  refused: number
  /** Answered submissions, also refused ones. Only for the same. */
  requests: number
  /** Payloads of the accepted notifications. */
  bytes: number
  /** The largest number of recipients without an ack that was found in this period. */
  backlog: number
  times: TimeHistogram
}

/** Numbers of a rollup that add up. */
const SUMMED = [
  'accepted',
  'recipients',
  'acked',
  'onlineSeconds',
  'expired',
  'refused',
  'requests',
  'bytes',
] as const
/** The numbers of a rollup, as it has them or as a database answers them. */
export type RollupCounts<Value = number> = Record<(typeof SUMMED)[number] | 'backlog', Value>

/** Returns the counts of nothing. */
export function emptyCounts(): RollupCounts {
  return {
    ...{ accepted: 0, recipients: 0, acked: 0, onlineSeconds: 0 },
    ...{ expired: 0, refused: 0, requests: 0, bytes: 0, backlog: 0 },
  }
}

/** Adds the counts of a rollup to a sum. The backlog of a sum is the largest one. */
export function addCounts(sum: RollupCounts, counts: RollupCounts<number | bigint>): void {
  for (const name of SUMMED) sum[name] += Number(counts[name])
  sum.backlog = Math.max(sum.backlog, Number(counts.backlog))
}

/** A party and its sums. `name` and `applicationName` are missing if the party is gone. */
export type TopParty = Record<TopCount, number> & {
  key: string
  name?: string
  /** Of a token and a hook. */
  applicationName?: string
}

type TopInput = {
  unit: Exclude<RollupUnit, 'all'>
  by: TopCount
  seconds: RollupSeconds
  from: number
  to: number
}

export type UnackedSums = {
  reachedAt: number
  sums: readonly { applicationName: string; unacked: number }[]
}

/** The port of the counts that survive a restart. */
export interface RollupStore {
  /**
   * Writes the counts of one writer. Rows that it wrote earlier are replaced, so that a repeated write changes nothing.
   * Writers are processes; their counts add up.
   */
  writeRollups(input: { writer: string; rollups: readonly Rollup[] }): Promise<void>
  /** The sums over all writers, in the order of time, with `from <= startedAt < to`. Empty periods are missing. */
  readRollups(input: {
    seconds: RollupSeconds
    from: number
    to: number
    unit: RollupUnit
    key: string
  }): Promise<Rollup[]>
  /** The starts of the periods that any process has written, in the order of time, with `from <= startedAt < to`. */
  listWritten(input: { seconds: RollupSeconds; from: number; to: number }): Promise<number[]>
  /** The parties with the largest sums in `from <= startedAt < to`, the largest first; none with 0. */
  listTop(input: TopInput & { limit: number }): Promise<TopParty[]>
  /** One count of these parties in each period, in the order of time. */
  readTop(
    input: TopInput & { keys: readonly string[] },
  ): Promise<{ key: string; startedAt: number; count: number }[]>
  /** The earliest time at which a notification expires, later than `after`; `undefined` if none does. Unix ms. */
  findNextExpiry(after: number): Promise<number | undefined>
  /**
   * Sums up the recipients without an ack of notifications that expire in `after < expiresAt <= reachedAt`, by
   * application. It looks at about `rows` notifications; `reachedAt` is `upTo` at most. Cancelled, replaced and simulated
   * notifications do not count.
   */
  sumUnacked(input: { after: number; upTo: number; rows: number }): Promise<UnackedSums>
  /** The last minute that this writer has written; Unix ms. */
  findLastMinute(writer: LogWriter): Promise<number | undefined>
  /**
   * Adds counts from the log to their minute, and brings the hour and the day around it up to date. The larger number of
   * two writes stays, so that a repeated write changes nothing.
   */
  writeLogCounts(input: {
    writer: LogWriter
    startedAt: number
    counts: readonly (Pick<Rollup, 'unit' | 'key'> & { count: number })[]
  }): Promise<void>
  /** The first period with rollups in `from <= startedAt < to`. */
  findPeriod(input: { seconds: RollupSeconds; from: number; to: number }): Promise<number | undefined>
  /**
   * Replaces rollups of several processes by their sum, for a period that no process writes any more. Returns how many
   * rows it read; fewer than `rows` means that nothing is left to do.
   */
  compactRollups(input: { seconds: RollupSeconds; startedAt: number; rows: number }): Promise<number>
  /** The ApplicationNames of existing tokens. */
  nameApplications(tokenIds: readonly number[]): Promise<Map<number, string>>
}

/** Returns the start of the period of this length around `at`; Unix ms. */
export function startOf(at: number, seconds: RollupSeconds): number {
  return at - (at % (seconds * 1000))
}
