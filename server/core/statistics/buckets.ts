import { LIMITS } from '#protocol'
import { CountedApplications } from './counted-applications.ts'
import { Counter, type Period } from './period.ts'
import { ROLLUP_SECONDS, type Rollup, type RollupSeconds, type RollupUnit, startOf } from './rollups.ts'

type Place = { seconds: RollupSeconds; startedAt: number; unit: RollupUnit; key: string }
type Bucket = Place & { counter: Counter; isChanged: boolean }

/**
 * The minutes, hours and days that this process still counts in. It writes each as a whole, so that a write that is
 * repeated after a lost answer changes nothing.
 */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #applications = new CountedApplications()

  /** Adds a period to its minute, hour and day. `names` has the applications of tokens. */
  add(period: Period, names: ReadonlyMap<number, string>): void {
    period.name(names)
    this.#applications.begin(period.startedAt)
    const all = period.rest
    for (const [name, counter] of period.applications) {
      all.add(counter)
      if (!this.#applications.admits(name)) continue
      for (const seconds of ROLLUP_SECONDS)
        this.#addTo({ seconds, startedAt: period.startedAt, unit: 'application', key: name }, counter)
    }
    for (const seconds of ROLLUP_SECONDS) {
      const place = { seconds, startedAt: period.startedAt, unit: 'all', key: '' } as const
      // A minute in which nothing happened is written once: without a row, it would be taken for a minute of downtime.
      if (all.isNothing && this.#has(place)) continue
      this.#addTo(place, all)
    }
  }

  /**
   * Returns the rollups that are not written yet. It forgets those that ended too long before `now` (Unix ms): another
   * process may have compacted their rows, so that they would count twice.
   */
  changed(now: number): Rollup[] {
    const oldest = now - LIMITS.statisticsWriteLateSeconds * 1000
    for (const [name, bucket] of this.#buckets)
      if (bucket.startedAt + bucket.seconds * 1000 <= oldest) this.#buckets.delete(name)
    return [...this.#buckets.values()]
      .filter(({ isChanged }) => isChanged)
      .map(({ seconds, startedAt, unit, key, counter }) => ({
        ...{ seconds, startedAt, unit, key },
        ...{ accepted: counter.accepted, recipients: counter.recipients, acked: counter.acked },
        ...{ onlineSeconds: Math.round(counter.onlineSeconds), refused: counter.refused },
        ...{ expired: 0, backlog: 0, times: counter.times },
      }))
  }

  /** Call it when all of `changed` are written. Forgets those that ended before `now` (Unix ms). */
  settle(now: number): void {
    for (const [name, bucket] of this.#buckets) {
      bucket.isChanged = false
      if (bucket.startedAt + bucket.seconds * 1000 <= now) this.#buckets.delete(name)
    }
  }

  #has(place: Place): boolean {
    return this.#buckets.has(nameOf(place))
  }

  #addTo(place: Place, counter: Counter): void {
    const startedAt = startOf(place.startedAt, place.seconds)
    const name = nameOf(place)
    const bucket = this.#buckets.get(name) ?? { ...place, startedAt, counter: new Counter(), isChanged: true }
    bucket.isChanged = true
    bucket.counter.add(counter)
    this.#buckets.set(name, bucket)
  }
}

function nameOf({ seconds, startedAt, unit, key }: Place): string {
  return `${seconds} ${startOf(startedAt, seconds)} ${unit} ${key}`
}
