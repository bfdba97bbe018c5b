import type { ClosingCode, Urgency } from '#protocol'
import { countRuns, type Run, splitRuns } from '#server/core/delivery/gap-runs.ts'
import type { Recipient } from '#server/core/delivery/now-or-never.ts'
import type { CursorMove, Registration } from '#server/core/store.ts'
import type { TransportCounts } from '#server/core/tally/transport-counts.ts'
import type { LogTail } from '../log/log-tail.ts'
import type { Batch, Credit } from '../wire/batch.ts'
import type { BatchOwner } from './transport.ts'

const NO_GAPS: readonly Run[] = []

/** Parts of the sent batches that no longer count as outstanding. */
type Deductions = {
  /** Ranges that the client was told are gaps. */
  gaps: readonly Run[]
  /** Bytes of the first batch that a partial acknowledgement has freed. */
  bytesFreed: number
}

const NO_DEDUCTIONS: Readonly<Deductions> = { gaps: NO_GAPS, bytesFreed: 0 }

/**
 * State of a delivery whose session has a `minimumUrgency`: the last seq known to be urgent enough, and the seq up to
 * which the log was searched.
 */
export type DeliveryUrgency = { readonly minimum: Urgency; urgentSeq: number; lookedUpToSeq: number }

/** The credit that an acknowledgement gives back, the notifications that the member has, and the move of the cursor. */
export type Acknowledgement = { notifications: number; bytes: number; acked: number; move: CursorMove }

/** The session of a delivery, as its deliveries use it. */
export interface DeliverySession {
  readonly sessionNumber: number
  readonly openedAt: number
  readonly minimumUrgency: Urgency | undefined
  readonly isClosed: boolean
  /** True while an answer that names a new token is on its way. */
  readonly isHolding: boolean
  readonly credit: Readonly<Credit>
  readonly counts: TransportCounts
  /** The size of the window. */
  readonly windowNotifications: number
  /** Returns true if the transport of the session can deliver the registration. */
  carries(registration: Pick<Registration, 'push'>): boolean
  send(delivery: Delivery, batch: Batch): void
  close(code: ClosingCode, retryAfterMs?: number): void
}

/**
 * One registration inside a session: the log is sent up to `sentSeq` and acknowledged up to `ackedSeq`. Always holds:
 * `ackedSeq ≤ sentSeq ≤ log.headSeq`.
 */
export class Delivery implements Recipient, BatchOwner {
  readonly registrationId: number
  /**
   * The channel and key of a browser's registration, or its subscription at a push service. A delivery keeps nothing
   * else of its registration, to save memory.
   */
  subscription: Pick<Registration, 'channel' | 'vapidKey' | 'push'> | undefined
  readonly session: DeliverySession
  readonly log: LogTail
  ackedSeq: number
  sentSeq: number
  readonly joinedSeq: number
  readonly urgency: DeliveryUrgency | undefined
  #state: 'held' | 'ready' | 'reading' | 'over'
  /**
   * The first batch that is not acknowledged. All members that were sent the same range share it, so it is never
   * changed.
   */
  #first: Batch | undefined
  /**
   * The batches after the first one, in order. Most deliveries never need this array: the client acknowledges each
   * batch before the next one.
   */
  #others: Batch[] | undefined
  #deductions: Deductions | undefined

  constructor(parts: {
    registration: Registration
    session: DeliverySession
    log: LogTail
    /** The head of the log when the session began, or when the registration began if that is later. */
    joinedSeq: number
  }) {
    this.registrationId = parts.registration.registrationId
    this.subscription = subscriptionOf(parts.registration)
    this.session = parts.session
    this.log = parts.log
    this.ackedSeq = parts.registration.ackedSeq
    this.sentSeq = parts.registration.ackedSeq
    this.joinedSeq = parts.joinedSeq
    const { minimumUrgency: minimum } = parts.session
    this.urgency = minimum && { minimum, urgentSeq: 0, lookedUpToSeq: 0 }
    const isReady = !parts.session.isHolding && parts.session.carries(parts.registration)
    this.#state = isReady ? 'ready' : 'held'
  }

  get clientAppToken(): string {
    return this.log.clientAppToken
  }

  get connectedAt(): number {
    return this.session.openedAt
  }

  get isBehind(): boolean {
    return this.sentSeq < this.log.headSeq
  }

  /** True if the delivery is behind, and only the window of the session may keep it from being sent. */
  get isDue(): boolean {
    return this.isBehind && this.#state === 'ready' && !this.session.isClosed
  }

  /** True if the delivery is due and the session has credit. */
  get canSend(): boolean {
    const { credit } = this.session
    return this.isDue && credit.notifications > 0 && credit.bytes > 0
  }

  /** True if the registration or the session has ended. */
  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** The AOI Client now knows of this registration: the answer that names it has been sent. */
  release(): void {
    if (this.#state === 'held') this.#state = 'ready'
  }

  /** The hub reads a page of the log for this delivery, and sends nothing else until the reading ends. */
  beginReading(): void {
    if (this.#state === 'ready') this.#state = 'reading'
  }

  endReading(): void {
    if (this.#state === 'reading') this.#state = 'ready'
  }

  end(): void {
    this.#state = 'over'
  }

  /** Notifications and bytes that were sent and not acknowledged. */
  get outstanding(): { notifications: number; bytes: number } {
    const { gaps, bytesFreed } = this.#deductions ?? NO_DEDUCTIONS
    const notifications = this.sentSeq - this.ackedSeq - countRuns(gaps)
    const others = this.#others?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
    return { notifications, bytes: (this.#first?.bytes ?? 0) - bytesFreed + others }
  }

  sent(batch: Batch): void {
    if (batch.toSeq > this.log.writtenSeq) this.log.wrote(this.sentSeq, batch.toSeq)
    this.sentSeq = batch.toSeq
    if (batch.gaps.length > 0) this.#deduct({ gaps: batch.gaps, bytesFreed: 0 })
    if (this.#first === undefined) this.#first = batch
    else if (this.#others === undefined) this.#others = [batch]
    else this.#others.push(batch)
  }

  /**
   * Takes a cumulative acknowledgement, at most up to `sentSeq`. Returns `undefined` if it is not new. `passed`: seqs up
   * to there that were sent, and that the member will never acknowledge.
   */
  acknowledge(seq: number, at: number, passed: readonly Run[] = NO_GAPS): Acknowledgement | undefined {
    const toSeq = Math.min(seq, this.sentSeq)
    const fromSeq = this.ackedSeq
    if (toSeq <= fromSeq) return undefined
    const gaps = this.#takeGaps(toSeq)
    this.ackedSeq = toSeq
    const { registrationId } = this
    const { tokenId } = this.log
    const { sessionNumber } = this.session
    const notifications = toSeq - fromSeq - countRuns(gaps)
    const unacked = passed.length === 0 ? gaps : mergeRuns(gaps, passed)
    return {
      notifications,
      bytes: this.#freeBytes(fromSeq, toSeq),
      acked: notifications - countRuns(passed),
      move: { registrationId, tokenId, sessionNumber, fromSeq, toSeq, gaps: unacked, at },
    }
  }

  /**
   * Moves the cursor to `toSeq`: the AOI Client already has everything up to there, except the gaps. Returns the move.
   */
  claim(input: { toSeq: number; gaps: readonly Run[] }): Omit<CursorMove, 'at'> {
    const { registrationId } = this
    const { tokenId } = this.log
    const { sessionNumber } = this.session
    const move = { registrationId, tokenId, sessionNumber, fromSeq: this.ackedSeq, ...input }
    this.ackedSeq = input.toSeq
    this.sentSeq = input.toSeq
    return move
  }

  #deduct(more: Deductions): void {
    this.#deductions ??= { ...NO_DEDUCTIONS }
    this.#deductions.bytesFreed += more.bytesFreed
    if (more.gaps.length > 0) this.#deductions.gaps = [...this.#deductions.gaps, ...more.gaps]
  }

  #takeGaps(toSeq: number): readonly Run[] {
    if (this.#deductions === undefined || this.#deductions.gaps.length === 0) return NO_GAPS
    const { upTo, after } = splitRuns(this.#deductions.gaps, toSeq)
    this.#deductions.gaps = after
    return upTo
  }

  /**
   * Returns the bytes that an acknowledgement frees. A batch that is acknowledged in part frees the same part of its
   * bytes, so that the rest does not block the window.
   */
  #freeBytes(fromSeq: number, toSeq: number): number {
    let freed = 0
    let doneSeq = fromSeq
    for (let first = this.#first; first !== undefined && doneSeq < toSeq; first = this.#first) {
      const left = first.bytes - (this.#deductions?.bytesFreed ?? 0)
      if (first.toSeq > toSeq) {
        const share = Math.floor((left * (toSeq - doneSeq)) / (first.toSeq - doneSeq))
        this.#deduct({ gaps: NO_GAPS, bytesFreed: share })
        return freed + share
      }
      freed += left
      doneSeq = first.toSeq
      this.#takeNext()
    }
    return freed
  }

  /** Removes the first batch, which is now fully acknowledged. */
  #takeNext(): void {
    this.#first = this.#others?.shift()
    if (this.#others?.length === 0) this.#others = undefined
    if (this.#deductions === undefined) return
    this.#deductions.bytesFreed = 0
    if (this.#first === undefined && this.#deductions.gaps.length === 0) this.#deductions = undefined
  }
}

/** Returns the part of a registration that a transport needs, if it needs any. */
export function subscriptionOf({ channel, vapidKey, push }: Registration): Delivery['subscription'] {
  if (channel === undefined && push === undefined) return undefined
  return {
    ...(channel !== undefined && { channel }),
    ...(vapidKey !== undefined && { vapidKey }),
    ...(push !== undefined && { push }),
  }
}

/** Merges disjoint runs into one ascending list. */
function mergeRuns(runs: readonly Run[], more: readonly Run[]): Run[] {
  return [...runs, ...more].sort(([a], [b]) => a - b)
}
