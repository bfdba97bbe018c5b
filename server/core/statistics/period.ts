import { TimeHistogram } from '#protocol/time-histogram.ts'

/** The counts of one application, or of all. */
export class Counter {
  accepted = 0
  recipients = 0
  acked = 0
  onlineSeconds = 0
  refused = 0
  readonly times = new TimeHistogram()

  get isNothing(): boolean {
    return this.accepted + this.recipients + this.acked + this.onlineSeconds + this.refused === 0
  }

  add(other: Counter): void {
    this.accepted += other.accepted
    this.recipients += other.recipients
    this.acked += other.acked
    this.onlineSeconds += other.onlineSeconds
    this.refused += other.refused
    this.times.merge(other.times)
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
}
