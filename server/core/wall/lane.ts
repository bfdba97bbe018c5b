import { LIMITS } from '#protocol'
import { type CountedBar, WALL_BAR_MILLISECONDS, WALL_BARS } from '#protocol/dashboard/wall.ts'
import { TimeHistogram, timeBucketOf } from '#protocol/time-histogram.ts'
import type { LaneCounts } from './wall-peers.ts'

const WINDOW = LIMITS.wallSeconds * 1000

/** The notifications of one bar. `reachable`: recipients that were connected at the time. */
export type Slot = CountedBar & { reachable: number; id: string | undefined }

/** The counts of a notification that go into a bar. */
export type Accepted = {
  id: string
  acceptedAt: number
  recipients: number
  reachable: number
  /** Another node counts it as a notification. */
  isElsewhere: boolean
}

export function slotOf(at: number): number {
  return Math.floor(at / WALL_BAR_MILLISECONDS)
}

/** The counts of one application or token: its last bars, the times to ack, and the recipients without an ack. */
export class Lane {
  backlog = 0
  readonly #slots = new Map<number, Slot>()
  /** Times of the present period of `LIMITS.wallSeconds`, and of the one before. */
  #times = new TimeHistogram()
  #timesBefore = new TimeHistogram()
  #period: number

  /** `now`: Unix ms. */
  constructor(now: number) {
    this.#period = periodOf(now)
  }

  /** Counts a notification, and returns its bar. */
  accept({ id, acceptedAt, recipients, reachable, isElsewhere }: Accepted): Slot {
    const number = slotOf(acceptedAt)
    const slot = this.#slots.get(number) ?? emptySlot()
    this.#slots.set(number, slot)
    slot.notifications += isElsewhere ? 0 : 1
    slot.recipients += recipients
    slot.reachable += reachable
    if (!isElsewhere) slot.id = id
    this.backlog += recipients
    return slot
  }

  /** Counts an ack whose time is in this bucket of a `TimeHistogram`. */
  acknowledge(slot: Slot, bucket: number): void {
    slot.acked += 1
    this.backlog -= 1
    this.#times.addTo(bucket)
  }

  /** Adds the times to ack of another lane. */
  mergeTimes(other: Lane): void {
    this.#times.merge(other.times)
  }

  /** The times to ack of the last 15 to 30 seconds. */
  get times(): TimeHistogram {
    const times = this.#timesBefore.copy()
    times.merge(this.#times)
    return times
  }

  /** Forgets bars and times that are too old at `now` (Unix ms). */
  prune(now: number): void {
    const first = slotOf(now) - WALL_BARS + 1
    for (const number of this.#slots.keys()) if (number < first) this.#slots.delete(number)
    const period = periodOf(now)
    if (period === this.#period) return
    this.#timesBefore = period === this.#period + 1 ? this.#times : new TimeHistogram()
    this.#times = new TimeHistogram()
    this.#period = period
  }

  /** The sums of all bars. */
  get sums(): CountedBar {
    const sums = { notifications: 0, recipients: 0, acked: 0 }
    for (const { notifications, recipients, acked } of this.#slots.values()) {
      sums.notifications += notifications
      sums.recipients += recipients
      sums.acked += acked
    }
    return sums
  }

  /** The bars with notifications, each with its place: 0 is the oldest. */
  *bars(now: number): Generator<[place: number, slot: Slot]> {
    const first = slotOf(now) - WALL_BARS + 1
    for (const [number, slot] of this.#slots) {
      const place = number - first
      if (place >= 0 && place < WALL_BARS) yield [place, slot]
    }
  }

  /** The counts of all bars, for the lane of another node. */
  get counts(): LaneCounts {
    const slots = [...this.#slots].map(([slot, counted]) => ({ slot, ...counted }))
    return { backlog: this.backlog, times: this.times.toWire(), slots }
  }

  /** Adds the counts of another lane. */
  add({ backlog, times, slots }: LaneCounts): void {
    this.backlog += backlog
    this.#times.merge(TimeHistogram.from(times))
    for (const { slot: number, id, ...counts } of slots) {
      const slot = this.#slots.get(number) ?? emptySlot()
      this.#slots.set(number, slot)
      slot.notifications += counts.notifications
      slot.recipients += counts.recipients
      slot.acked += counts.acked
      slot.reachable += counts.reachable
      if (counts.notifications > 0) slot.id = id
    }
  }

  /**
   * Returns the time in which most recipients acknowledge; connected recipients that have not acknowledged count with the
   * time that they have waited. Members that are offline make no lane slow.
   */
  judge(now: number): number {
    const times = this.times
    for (const [number, { reachable, acked }] of this.#slots)
      if (reachable > acked)
        addWaiting(times, { count: reachable - acked, waited: now - number * WALL_BAR_MILLISECONDS })
    return times.percentile(0.95) ?? 0
  }
}

function periodOf(at: number): number {
  return Math.floor(at / WINDOW)
}

function emptySlot(): Slot {
  return { notifications: 0, recipients: 0, acked: 0, reachable: 0, id: undefined }
}

function addWaiting(times: TimeHistogram, { count, waited }: { count: number; waited: number }): void {
  times.addCount(timeBucketOf(waited), count)
}
