import type { TimeHistogram } from '#protocol/time-histogram.ts'

/** The lengths of periods in the database, in seconds: minutes, hours and days (UTC). */
export const ROLLUP_SECONDS = [60, 3600, 86_400] as const
export type RollupSeconds = (typeof ROLLUP_SECONDS)[number]

/** The unit of a count: all applications together, or the one that `key` names. */
export type RollupUnit = 'all' | 'application'

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
  times: TimeHistogram
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
  /** The applications with the most accepted notifications in `from <= startedAt < to`, the largest first. */
  listRollupApplications(input: {
    seconds: RollupSeconds
    from: number
    to: number
    limit: number
  }): Promise<string[]>
  /** The ApplicationNames of existing tokens. */
  nameApplications(tokenIds: readonly number[]): Promise<Map<number, string>>
}
