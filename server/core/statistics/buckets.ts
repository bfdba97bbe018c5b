import { LIMITS } from '#protocol'
import { CountedApplications } from './counted-applications.ts'
import { Counter, type Period } from './period.ts'
import {
  PARTY_UNITS,
  ROLLUP_SECONDS,
  type Rollup,
  type RollupSeconds,
  type RollupUnit,
  startOf,
} from './rollups.ts'

type Bucket = { counter: Counter; isChanged: boolean }
/** The buckets of one period and unit, by key. */
type Group = { seconds: RollupSeconds; startedAt: number; unit: RollupUnit; buckets: Map<string, Bucket> }
type Place = Pick<Group, 'seconds' | 'startedAt' | 'unit'>

/**
 * The minutes, hours and days that this process still counts in. It writes each as a whole, so that a write that is
 * repeated after a lost answer changes nothing.
 */
export class Buckets {
  readonly #groups = new Map<string, Group>()
  readonly #applications = new CountedApplications()

  /** Adds a period to its minute, hour and day. `names` has the applications of tokens. */
  add(period: Period, names: ReadonlyMap<number, string>): void {
    period.name(names)
    this.#applications.begin(period.startedAt)
    const all = period.rest
    for (const [name, counter] of period.applications) {
      all.add(counter)
      if (this.#applications.admits(name)) this.#addAll(period, 'application', [[name, counter]])
    }
    for (const unit of PARTY_UNITS) this.#addAll(period, unit, period.parties(unit))
    // A minute in which nothing happened is written once: without a row, it would be taken for a minute of downtime.
    for (const seconds of ROLLUP_SECONDS) {
      const group = this.#groupOf({ seconds, startedAt: period.startedAt, unit: 'all' })
      if (!all.isNothing || group.buckets.size === 0) addTo(group, '', all)
    }
  }

  /**
   * Returns the rollups that are not written yet. It forgets those that ended too long before `now` (Unix ms): another
   * process may have compacted their rows, so that they would count twice.
   */
  changed(now: number): Rollup[] {
    this.#forget(now - LIMITS.statisticsWriteLateSeconds * 1000)
    return [...this.#groups.values()].flatMap((group) =>
      largestOf(group)
        .filter(([, { isChanged }]) => isChanged)
        .map(([key, { counter }]) => toRollup(group, key, counter)),
    )
  }

  /** Call it when all of `changed` are written. Forgets those that ended before `now` (Unix ms). */
  settle(now: number): void {
    for (const { buckets } of this.#groups.values())
      for (const bucket of buckets.values()) bucket.isChanged = false
    this.#forget(now)
  }

  #forget(before: number): void {
    for (const [name, { startedAt, seconds }] of this.#groups)
      if (startedAt + seconds * 1000 <= before) this.#groups.delete(name)
  }

  #addAll(
    { startedAt }: Period,
    unit: RollupUnit,
    counters: Iterable<readonly [key: string, counter: Counter]>,
  ): void {
    for (const [key, counter] of counters)
      for (const seconds of ROLLUP_SECONDS) addTo(this.#groupOf({ seconds, startedAt, unit }), key, counter)
  }

  #groupOf(place: Place): Group {
    const { seconds, unit } = place
    const startedAt = startOf(place.startedAt, seconds)
    const name = `${seconds} ${startedAt} ${unit}`
    const group = this.#groups.get(name) ?? { seconds, startedAt, unit, buckets: new Map() }
    this.#groups.set(name, group)
    return group
  }
}

/** A period counts a limited number of parties; further ones of it have no rows. */
function addTo({ unit, buckets }: Group, key: string, counter: Counter): void {
  const known = buckets.get(key)
  if (known === undefined && isRanked(unit) && buckets.size >= LIMITS.statisticsParties) return
  const bucket = known ?? { counter: new Counter(), isChanged: true }
  bucket.isChanged = true
  bucket.counter.add(counter)
  buckets.set(key, bucket)
}

/** Of parties, only the largest are written. */
function largestOf({ unit, buckets }: Group): [key: string, bucket: Bucket][] {
  const all = [...buckets]
  if (!isRanked(unit) || all.length <= LIMITS.statisticsPartiesWritten) return all
  return all
    .sort(([, one], [, other]) => other.counter.weight - one.counter.weight)
    .slice(0, LIMITS.statisticsPartiesWritten)
}

function isRanked(unit: RollupUnit): boolean {
  return unit !== 'all' && unit !== 'application'
}

function toRollup({ seconds, startedAt, unit }: Group, key: string, counter: Counter): Rollup {
  const { accepted, recipients, acked, onlineSeconds, refused, requests, bytes, times } = counter
  return {
    ...{ seconds, startedAt, unit, key, accepted, recipients, acked },
    ...{ onlineSeconds: Math.round(onlineSeconds), refused, requests, bytes },
    ...{ expired: 0, backlog: 0, times },
  }
}
