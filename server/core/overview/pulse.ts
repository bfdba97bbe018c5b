import { LIMITS } from '#protocol'
import type { StageTimes } from '#protocol/dashboard/stage-times.ts'
import { definedOnly } from '#protocol/defined-only.ts'
import { TimeHistogram, timeBucketOf } from '#protocol/time-histogram.ts'
import type { Announcement, Origin } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import type { CursorMove, LogEntry } from '../store.ts'
import { ACK_SECONDS, COMMIT_SECONDS, ValueBuckets } from '../tally/value-buckets.ts'
import { StageSteps } from './stage-steps.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
export const PULSE_MINUTES = 60
const PULSE_SECONDS = 60

type PulseEntry = {
  acceptedAt: number
  /** When this node learnt of the commit (Unix ms). */
  committedAt: number
  /** True if this node made the commit. */
  isOwn: boolean
  /** When this node first wrote it to a member (Unix ms). */
  firstWriteAt: number | undefined
  /** Unknown for notifications that another node accepted. */
  recipients: number | undefined
  acked: TimeHistogram | undefined
  /** When the first recipient, and half of them, had acked (Unix ms). */
  firstAckAt: number | undefined
  halfAt: number | undefined
}

/** Counts the times to ack of a token as well; none for a simulation. */
type Timed = { timesOf(tokenId: number): TimeHistogram | undefined }

type TimedAck = { at: number; acked: TimeHistogram; ofToken: TimeHistogram | undefined }

/** `startedAt` is Unix ms; `acked` holds times to ack. */
export type PulseMinute = { startedAt: number; accepted: number; acked: TimeHistogram }

/**
 * Rate and latency over the last hour of this process. Keeps only counts: a few kilobytes, and the same for each of the
 * newest `LIMITS.pulseNotifications` notifications. Acks of older ones are not timed.
 */
export class Pulse {
  /** Seconds from acceptance to commit, since the start of the process; only of this node's notifications. */
  readonly commitSeconds = new ValueBuckets(COMMIT_SECONDS)
  /** Seconds from commit to the first ack. */
  readonly firstAckSeconds = new ValueBuckets(ACK_SECONDS)
  /** Seconds from commit to the ack of the last recipient. */
  readonly allAcksSeconds = new ValueBuckets(ACK_SECONDS)
  /** The steps from each stage to the next. */
  readonly steps: StageSteps
  readonly #clock: Clock
  readonly #statistics: Timed | undefined
  /** Key: start of the second or minute; in the order of time. */
  readonly #seconds = new Map<number, number>()
  readonly #minutes = new Map<number, PulseMinute>()
  readonly #accepted = new Map<number, Map<number, PulseEntry>>()
  #remembered: { tokenId: number; seq: number }[] = []
  #forgotten = 0
  /** Tokens of simulations. */
  readonly #ignored = new Set<number>()

  constructor(clock: Clock, statistics?: Timed) {
    this.#clock = clock
    this.steps = new StageSteps(clock)
    this.#statistics = statistics
  }

  /** Stops counting this token, whose notifications are simulated. */
  ignore(tokenId: number): void {
    this.#ignored.add(tokenId)
  }

  readonly onAnnouncement = (announcement: Announcement, origin: Origin = 'here'): void => {
    if (announcement.kind === 'appended') {
      this.#append(announcement, origin)
    }
    if (announcement.kind === 'appendedAgain' && !this.#ignored.has(announcement.tokenId)) {
      this.#count(1)
      this.#remember(announcement, {
        ...{ committedAt: this.#clock.now(), recipients: undefined, isOwn: origin === 'here' },
      })
    }
    if (announcement.kind === 'acked') for (const move of announcement.moves) this.#acknowledge(move)
  }

  /** Notifications accepted in the last sixty seconds. */
  get lastMinute(): number {
    const since = this.#clock.now() - PULSE_SECONDS * SECOND
    let sum = 0
    for (const [second, accepted] of this.#seconds) if (second > since) sum += accepted
    return sum
  }

  /** The last sixty minutes, the present one last; minutes without events are empty. */
  readMinutes(): PulseMinute[] {
    const present = beginningOf(this.#clock.now(), MINUTE)
    return Array.from({ length: PULSE_MINUTES }, (_, place) => {
      const startedAt = present - (PULSE_MINUTES - 1 - place) * MINUTE
      return this.#minutes.get(startedAt) ?? emptyMinute(startedAt)
    })
  }

  /** 95th percentile of the time to ack in milliseconds; `undefined` unless this node has seen all `acked` acks. */
  p95Of({ tokenId, seq, acked }: { tokenId: number; seq: number; acked: number }): number | undefined {
    const histogram = this.#accepted.get(tokenId)?.get(seq)?.acked
    return histogram?.total === acked ? histogram.percentile(0.95) : undefined
  }

  /** This node wrote the seqs after `fromSeq` up to `toSeq` to a member of the token for the first time. */
  readonly onFirstWrite = (written: { tokenId: number; fromSeq: number; toSeq: number }): void => {
    const known = this.#accepted.get(written.tokenId)
    if (known === undefined) return
    const { fromSeq, toSeq } = written
    const at = this.#clock.now()
    if (toSeq - fromSeq > known.size) {
      for (const [seq, entry] of known) if (seq > fromSeq && seq <= toSeq) this.#writeFirst(entry, at)
      return
    }
    for (let seq = fromSeq + 1; seq <= toSeq; seq += 1) {
      const entry = known.get(seq)
      if (entry !== undefined) this.#writeFirst(entry, at)
    }
  }

  #writeFirst(entry: PulseEntry, at: number): void {
    if (entry.firstWriteAt !== undefined) return
    entry.firstWriteAt = at
    this.steps.add('firstWrite', at - entry.committedAt)
  }

  /** The times of commit and first write that this node saw. */
  stagesOf({ tokenId, seq }: { tokenId: number; seq: number }): StageTimes {
    const entry = this.#accepted.get(tokenId)?.get(seq)
    return entry === undefined ? {} : toStages(entry)
  }

  /** The same of the notifications of the token before `seq`: the newest `notifications`, or fewer. */
  stagesBefore({ tokenId, seq, notifications }: { tokenId: number; seq: number; notifications: number }) {
    const known = this.#accepted.get(tokenId)
    if (known === undefined) return []
    const before = [...known].filter(([other]) => other < seq).slice(-notifications)
    return before.map(([, entry]) => toStages(entry))
  }

  /** The accepting node counts the notifications, but their acks may come to this node. */
  #append({ entries, recipients }: Extract<Announcement, { kind: 'appended' }>, origin: Origin): void {
    const committedAt = this.#clock.now()
    let real = 0
    for (const [index, entry] of entries.entries()) {
      if (this.#ignored.has(entry.tokenId)) continue
      real += 1
      if (origin === 'here') {
        this.commitSeconds.add(secondsBetween(entry.acceptedAt, committedAt))
        this.steps.add('committed', committedAt - entry.acceptedAt)
      }
      this.#remember(entry, { committedAt, recipients: recipients?.[index], isOwn: origin === 'here' })
    }
    if (origin === 'here') this.#count(real)
  }

  #count(accepted: number): void {
    const second = beginningOf(this.#clock.now(), SECOND)
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + accepted)
    dropFirst(this.#seconds, PULSE_SECONDS + 1)
    this.#minute().accepted += accepted
  }

  #remember(
    { tokenId, seq, acceptedAt }: Pick<LogEntry, 'tokenId' | 'seq' | 'acceptedAt'>,
    { committedAt, recipients, isOwn }: Pick<PulseEntry, 'committedAt' | 'recipients' | 'isOwn'>,
  ): void {
    const known = this.#accepted.get(tokenId) ?? new Map<number, PulseEntry>()
    const later = { firstWriteAt: undefined, acked: undefined, firstAckAt: undefined, halfAt: undefined }
    const entry = { acceptedAt, committedAt, isOwn, recipients, ...later }
    this.#accepted.set(tokenId, known.set(seq, entry))
    this.#remembered.push({ tokenId, seq })
    if (this.#remembered.length - this.#forgotten > LIMITS.pulseNotifications) this.#forgetOldest()
  }

  /** Iterates over the seqs of the move, or over the known seqs if they are fewer. */
  #acknowledge(move: CursorMove): void {
    const { tokenId, fromSeq, toSeq } = move
    const known = this.#accepted.get(tokenId)
    if (known === undefined) return
    const { acked } = this.#minute()
    const ofToken = this.#statistics?.timesOf(tokenId)
    const { at } = move
    if (toSeq - fromSeq > known.size) {
      for (const [seq, accepted] of known) if (isOf(move, seq)) this.#time(accepted, { at, acked, ofToken })
      return
    }
    for (let seq = fromSeq + 1; seq <= toSeq; seq += 1) {
      const accepted = known.get(seq)
      if (accepted !== undefined && isOf(move, seq)) this.#time(accepted, { at, acked, ofToken })
    }
  }

  #time(accepted: PulseEntry, { at, acked, ofToken }: TimedAck): void {
    const bucket = timeBucketOf(at - accepted.acceptedAt)
    acked.addTo(bucket)
    ofToken?.addTo(bucket)
    if (accepted.acked === undefined) {
      accepted.acked = new TimeHistogram()
      this.firstAckSeconds.add(secondsBetween(accepted.committedAt, at))
      accepted.firstAckAt = at
      if (accepted.firstWriteAt !== undefined) this.steps.add('firstAck', at - accepted.firstWriteAt)
    }
    accepted.acked.addTo(bucket)
    const {
      recipients,
      acked: { total },
    } = accepted
    if (recipients === undefined) return
    if (total === Math.ceil(recipients / 2)) {
      accepted.halfAt = at
      this.steps.add('half', at - (accepted.firstAckAt ?? at))
    }
    if (total !== recipients) return
    this.allAcksSeconds.add(secondsBetween(accepted.committedAt, at))
    this.steps.add('last', at - (accepted.halfAt ?? at))
  }

  #minute(): PulseMinute {
    const startedAt = beginningOf(this.#clock.now(), MINUTE)
    const found = this.#minutes.get(startedAt) ?? emptyMinute(startedAt)
    this.#minutes.set(startedAt, found)
    dropFirst(this.#minutes, PULSE_MINUTES)
    return found
  }

  #forgetOldest(): void {
    const oldest = this.#remembered[this.#forgotten]
    this.#forgotten += 1
    if (oldest !== undefined) {
      const known = this.#accepted.get(oldest.tokenId)
      known?.delete(oldest.seq)
      if (known?.size === 0) this.#accepted.delete(oldest.tokenId)
    }
    // Trimmed only now and then: each `shift` would copy the array.
    if (this.#forgotten < LIMITS.pulseNotifications) return
    this.#remembered = this.#remembered.slice(this.#forgotten)
    this.#forgotten = 0
  }
}

function toStages({ acceptedAt, committedAt, isOwn, firstWriteAt }: PulseEntry): StageTimes {
  return definedOnly({
    committed: isOwn ? Math.max(0, committedAt - acceptedAt) : undefined,
    firstWrite: firstWriteAt === undefined ? undefined : Math.max(0, firstWriteAt - acceptedAt),
  })
}

/** True if the move acknowledges the seq. Called for every delivery, so it allocates nothing. */
function isOf({ fromSeq, toSeq, gaps }: CursorMove, seq: number): boolean {
  if (seq <= fromSeq || seq > toSeq) return false
  return gaps.length === 0 || !gaps.some(([from, to]) => seq >= from && seq <= to)
}

function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / SECOND
}

function emptyMinute(startedAt: number): PulseMinute {
  return { startedAt, accepted: 0, acked: new TimeHistogram() }
}

function beginningOf(at: number, length: number): number {
  return at - (at % length)
}

function dropFirst<Value>(map: Map<number, Value>, most: number): void {
  if (map.size <= most) return
  const [first] = map.keys()
  if (first !== undefined) map.delete(first)
}
