import { LIMITS } from '#protocol'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import { PARTY_UNITS, type PartyUnit } from './rollups.ts'

const COUNTS = ['accepted', 'recipients', 'acked', 'onlineSeconds', 'refused', 'requests', 'bytes'] as const

/** The counts of one party, or of all together. */
export class Counter {
  accepted = 0
  recipients = 0
  acked = 0
  onlineSeconds = 0
  refused = 0
  requests = 0
  bytes = 0
  /** Made with the first time: most senders and tokens have none. */
  #times: TimeHistogram | undefined

  get times(): TimeHistogram {
    this.#times ??= new TimeHistogram()
    return this.#times
  }

  get isNothing(): boolean {
    return COUNTS.every((name) => this[name] === 0)
  }

  /** By which the largest parties are chosen. */
  get weight(): number {
    return this.requests + this.recipients
  }

  add(other: Counter): void {
    for (const name of COUNTS) this[name] += other[name]
    if (other.#times !== undefined) this.times.merge(other.#times)
  }
}

/** The events of one minute, or of a part of it, that no rollup has yet. */
export class Period {
  /** The start of the minute; Unix ms. */
  readonly startedAt: number
  readonly applications = new Map<string, Counter>()
  /** By token: the application is not known yet. */
  readonly unnamed = new Map<number, Counter>()
  /** Events that count for no application, and AOI Clients in session. */
  readonly rest = new Counter()
  readonly #parties = new Map(PARTY_UNITS.map((unit) => [unit, new Map<string, Counter>()]))

  constructor(startedAt: number) {
    this.startedAt = startedAt
  }

  /** Moves the tokens whose application is known now to it, and all others to the rest. */
  name(names: ReadonlyMap<number, string>): void {
    for (const [tokenId, counter] of this.unnamed) this.counterOf(names.get(tokenId)).add(counter)
    this.unnamed.clear()
  }

  counterOf(applicationName: string | undefined): Counter {
    if (applicationName === undefined) return this.rest
    const known = this.applications.get(applicationName) ?? new Counter()
    this.applications.set(applicationName, known)
    return known
  }

  /** Returns `undefined` beyond `LIMITS.statisticsParties`: further parties of this period have no counts. */
  partyOf(unit: PartyUnit, key: string): Counter | undefined {
    const parties = this.parties(unit)
    const known = parties.get(key)
    if (known !== undefined || parties.size >= LIMITS.statisticsParties) return known
    const counter = new Counter()
    parties.set(key, counter)
    return counter
  }

  parties(unit: PartyUnit): Map<string, Counter> {
    return this.#parties.get(unit) ?? new Map()
  }
}
