import { LIMITS, utf8Bytes } from '#protocol'
import type { TimeHistogram } from '#protocol/time-histogram.ts'
import type { Announcement, Origin } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { readHookSender } from '../hooks/hook-address.ts'
import type { CursorMove } from '../store.ts'
import { Buckets } from './buckets.ts'
import { Counter, Period } from './period.ts'
import type { RollupStore } from './rollups.ts'

const MINUTE = 60_000

type Parts = {
  store: Pick<RollupStore, 'writeRollups' | 'nameApplications'>
  clock: Clock
  /** Names this process in the rows that it writes. */
  writer: string
}

/** `online`: AOI Clients in session on this node. `refused`: submissions that it refused since its start. */
export type Present = { online: number; refused: number }

/** The counters of a token's application, and of the token itself, if it has any. */
type TokenCounters = { ofApplication: Counter; ofToken: Counter | undefined }

/**
 * Counts accepted notifications, acks and their times for each application, and writes the counts behind the log: every
 * few seconds, never in the transaction of a submission. A killed process loses the counts since its last write.
 */
export class Statistics {
  readonly #parts: Parts
  /** Tokens of simulations. */
  readonly #ignored = new Set<number>()
  readonly #names = new Map<number, string>()
  readonly #buckets = new Buckets()
  /** Complete periods that are not in a bucket yet, in the order of time. */
  #closed: Period[] = []
  #period: Period
  /** The counter of the last token: most events in a row belong to one token. */
  #last: { tokenId: number; counters: TokenCounters } | undefined
  #sampledAt: number
  #refused = 0
  #flushed: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#period = new Period(minuteOf(parts.clock.now()))
    this.#sampledAt = parts.clock.monotonic()
  }

  /** Stops counting this token, whose notifications are simulated. */
  ignore(tokenId: number): void {
    this.#ignored.add(tokenId)
    this.#last = undefined
  }

  readonly onAnnouncement = (announcement: Announcement, origin: Origin = 'here'): void => {
    if (origin !== 'here') return
    this.#beginMinute()
    if (announcement.kind === 'appended') this.#accept(announcement)
    if (announcement.kind === 'appendedAgain') this.#acceptAgain(announcement)
    if (announcement.kind === 'acked') for (const move of announcement.moves) this.#acknowledge(move)
  }

  /** The times to ack of the token, to which the acks of the present announcement are added; `undefined` for a simulation. */
  timesOf(tokenId: number): TimeHistogram | undefined {
    return this.#countersOf(tokenId)?.ofApplication.times
  }

  /**
   * Writes everything that was counted before the call. Rejects if the database cannot be written; the next call writes
   * the same again.
   */
  flush(present: Present): Promise<void> {
    const flushed = this.#flushed.then(() => this.#write(present))
    this.#flushed = flushed.catch(() => undefined)
    return flushed
  }

  async #write(present: Present): Promise<void> {
    const { store, writer } = this.#parts
    this.#sample(present)
    // A new minute begins here too: an idle server has no announcements that would begin it.
    this.#close(Math.max(this.#period.startedAt, minuteOf(this.#parts.clock.now())))
    const closed = this.#closed
    await this.#nameTokens(closed)
    for (const period of closed) this.#buckets.add(period, this.#names)
    this.#closed = this.#closed.filter((period) => !closed.includes(period))
    const rollups = this.#buckets.changed(this.#parts.clock.now())
    for (let from = 0; from < rollups.length; from += LIMITS.rollupStepRows)
      await store.writeRollups({ writer, rollups: rollups.slice(from, from + LIMITS.rollupStepRows) })
    this.#buckets.settle(this.#parts.clock.now())
  }

  /** Counts the answer to a submission, by its HTTP status. `sender`: the Server Application, if it is known. */
  countAnswer(sender: string | undefined, status: number): void {
    this.#beginMinute()
    this.#period.rest.requests += 1
    const counter = sender === undefined ? undefined : this.#senderOf(sender)
    if (counter === undefined) return
    counter.requests += 1
    if (status >= 400) counter.refused += 1
  }

  #accept({ entries, recipients = [], senders = [] }: Extract<Announcement, { kind: 'appended' }>): void {
    for (const [index, { tokenId, payload }] of entries.entries()) {
      const counters = this.#countersOf(tokenId)
      if (counters === undefined) continue
      const sender = senders[index]
      const bytes = utf8Bytes(payload)
      const reached = recipients[index] ?? 0
      const { ofApplication, ofToken } = counters
      for (const counter of [
        ofApplication,
        ofToken,
        sender === undefined ? undefined : this.#senderOf(sender),
      ]) {
        if (counter === undefined) continue
        counter.accepted += 1
        counter.recipients += reached
        counter.bytes += bytes
      }
    }
  }

  #acceptAgain({ tokenId, recipients = 0 }: Extract<Announcement, { kind: 'appendedAgain' }>): void {
    const counters = this.#countersOf(tokenId)
    if (counters === undefined) return
    for (const counter of [counters.ofApplication, counters.ofToken]) {
      if (counter === undefined) continue
      counter.accepted += 1
      counter.recipients += recipients
    }
  }

  #acknowledge({ tokenId, fromSeq, toSeq, gaps }: CursorMove): void {
    const counters = this.#countersOf(tokenId)
    if (counters === undefined) return
    let acked = toSeq - fromSeq
    for (const [from, to] of gaps) acked -= to - from + 1
    counters.ofApplication.acked += acked
    if (counters.ofToken !== undefined) counters.ofToken.acked += acked
  }

  #senderOf(serverApplicationId: string): Counter | undefined {
    const hook = readHookSender(serverApplicationId)
    return hook === undefined
      ? this.#period.partyOf('sender', serverApplicationId)
      : this.#period.partyOf('hook', hook)
  }

  /** Once for each announcement: reading the clock for each ack costs more than counting it. */
  #beginMinute(): void {
    const minute = minuteOf(this.#parts.clock.now())
    // A clock that goes back does not begin a former minute again: its row is written.
    if (minute > this.#period.startedAt) this.#close(minute)
  }

  #countersOf(tokenId: number): TokenCounters | undefined {
    if (tokenId === this.#last?.tokenId) return this.#last.counters
    if (this.#ignored.has(tokenId)) return undefined
    const counters = {
      ofApplication: this.#findCounter(tokenId),
      ofToken: this.#period.partyOf('token', String(tokenId)),
    }
    this.#last = { tokenId, counters }
    return counters
  }

  #findCounter(tokenId: number): Counter {
    const period = this.#period
    const name = this.#names.get(tokenId)
    if (name !== undefined) return period.counterOf(name)
    const known = period.unnamed.get(tokenId)
    if (known !== undefined) return known
    if (period.unnamed.size >= LIMITS.statisticsNewTokens) return period.rest
    const counter = new Counter()
    period.unnamed.set(tokenId, counter)
    return counter
  }

  /** Begins a period, and keeps the former one until the next flush. */
  #close(minute: number): void {
    this.#closed = [...this.#closed, this.#period].slice(-LIMITS.statisticsMinutesHeld)
    this.#period = new Period(minute)
    this.#last = undefined
  }

  #sample({ online, refused }: Present): void {
    const at = this.#parts.clock.monotonic()
    const { rest } = this.#period
    rest.refused += refused - this.#refused
    this.#refused = refused
    rest.onlineSeconds += (online * (at - this.#sampledAt)) / 1000
    this.#sampledAt = at
  }

  async #nameTokens(periods: readonly Period[]): Promise<void> {
    const names = this.#names
    const wanted = new Set(periods.flatMap(({ unnamed }) => [...unnamed.keys()]))
    if (names.size + wanted.size > LIMITS.statisticsTokens) names.clear()
    const ids = [...wanted].filter((tokenId) => !names.has(tokenId))
    for (let from = 0; from < ids.length; from += LIMITS.rollupStepRows) {
      const step = ids.slice(from, from + LIMITS.rollupStepRows)
      for (const [tokenId, name] of await this.#parts.store.nameApplications(step)) names.set(tokenId, name)
    }
  }
}

function minuteOf(at: number): number {
  return at - (at % MINUTE)
}
