import type { Urgency } from '#protocol'
import { countRuns, type Run, splitRuns } from '../core/delivery/gap-runs.ts'
import type { Recipient } from '../core/delivery/now-or-never.ts'
import type { CursorMove, Registration } from '../core/store.ts'
import type { Session } from './session.ts'
import type { Shipment } from './shipment.ts'
import type { TokenChannel } from './token-channel.ts'

const NO_GAPS: readonly Run[] = []

/** By how much less than its shipments is not acknowledged. */
type Deductions = {
  /** What it was told is not there. */
  gaps: readonly Run[]
  /** Of the first shipment, what a partial acknowledgement has freed. */
  bytesFreed: number
}

const NO_DEDUCTIONS: Readonly<Deductions> = { gaps: NO_GAPS, bytesFreed: 0 }

/** Of a session that asked for nothing less urgent: the last seq known to be so, and how far that was looked for. */
export type DeliveryUrgency = { readonly minimum: Urgency; urgentSeq: number; lookedUpToSeq: number }

/** What an acknowledgement freed, and the cursor's move. */
export type Acknowledged = { notifications: number; bytes: number; move: CursorMove }

/**
 * One registration inside a session: where the log has been sent to (`sentSeq`) and acknowledged to (`ackedSeq`).
 * `ackedSeq ≤ sentSeq ≤ channel.headSeq`, always.
 */
export class Delivery implements Recipient {
  readonly registrationId: number
  /** Of a browser's registration: what its notifications go through. The rest of a registration is not kept. */
  readonly subscription: Pick<Registration, 'channel' | 'vapidKey'> | undefined
  readonly session: Session
  readonly channel: TokenChannel
  ackedSeq: number
  sentSeq: number
  readonly joinedSeq: number
  readonly urgency: DeliveryUrgency | undefined
  #state: 'held' | 'ready' | 'reading' | 'over'
  /** The first that is not acknowledged. Shipments are shared by all members that were sent the same, and stay as they are. */
  #first: Shipment | undefined
  /** Those behind it, in order; none is made where one is acknowledged before the next is sent, as in most deliveries. */
  #others: Shipment[] | undefined
  #deductions: Deductions | undefined

  constructor(parts: {
    registration: Registration
    session: Session
    channel: TokenChannel
    /** Where the log stood when the session or, if that is later, the registration began. */
    joinedSeq: number
  }) {
    const { registrationId, channel, vapidKey } = parts.registration
    this.registrationId = registrationId
    this.subscription = channel && { channel, ...(vapidKey !== undefined && { vapidKey }) }
    this.session = parts.session
    this.channel = parts.channel
    this.ackedSeq = parts.registration.ackedSeq
    this.sentSeq = parts.registration.ackedSeq
    this.joinedSeq = parts.joinedSeq
    const { minimumUrgency: minimum } = parts.session
    this.urgency = minimum && { minimum, urgentSeq: 0, lookedUpToSeq: 0 }
    this.#state = parts.session.isHolding ? 'held' : 'ready'
  }

  get clientAppToken(): string {
    return this.channel.clientAppToken
  }

  get connectedAt(): number {
    return this.session.openedAt
  }

  get isBehind(): boolean {
    return this.sentSeq < this.channel.headSeq
  }

  /** Something is to be sent, and nothing but the session's window may be in its way. */
  get isDue(): boolean {
    return this.isBehind && this.#state === 'ready' && !this.session.isClosed
  }

  /** The registration has ended, or the session has. */
  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** The answer that tells the AOI Client of this registration has been sent. */
  release(): void {
    if (this.#state === 'held') this.#state = 'ready'
  }

  /** A page of the log is being read for it: nothing else is sent until that has ended. */
  beginReading(): void {
    if (this.#state === 'ready') this.#state = 'reading'
  }

  endReading(): void {
    if (this.#state === 'reading') this.#state = 'ready'
  }

  end(): void {
    this.#state = 'over'
  }

  /** What it was sent and has not acknowledged. */
  get outstanding(): { notifications: number; bytes: number } {
    const { gaps, bytesFreed } = this.#deductions ?? NO_DEDUCTIONS
    const notifications = this.sentSeq - this.ackedSeq - countRuns(gaps)
    const others = this.#others?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
    return { notifications, bytes: (this.#first?.bytes ?? 0) - bytesFreed + others }
  }

  shipped(shipment: Shipment): void {
    this.sentSeq = shipment.toSeq
    if (shipment.gaps.length > 0) this.#deduct({ gaps: shipment.gaps, bytesFreed: 0 })
    if (this.#first === undefined) this.#first = shipment
    else if (this.#others === undefined) this.#others = [shipment]
    else this.#others.push(shipment)
  }

  /** Takes a cumulative acknowledgement; `undefined` when it tells nothing new. What was never sent cannot be acknowledged. */
  acknowledge(seq: number, at: number): Acknowledged | undefined {
    const toSeq = Math.min(seq, this.sentSeq)
    const fromSeq = this.ackedSeq
    if (toSeq <= fromSeq) return undefined
    const gaps = this.#takeGaps(toSeq)
    this.ackedSeq = toSeq
    const { registrationId } = this
    const { tokenId } = this.channel
    const { sessionNumber } = this.session
    return {
      notifications: toSeq - fromSeq - countRuns(gaps),
      bytes: this.#freeBytes(fromSeq, toSeq),
      move: { registrationId, tokenId, sessionNumber, fromSeq, toSeq, gaps, at },
    }
  }

  /** The AOI Client has everything up to `toSeq` without our sending it here, but for the gaps. Answers the cursor's move. */
  claim(input: { toSeq: number; gaps: readonly Run[] }): Omit<CursorMove, 'at'> {
    const { registrationId } = this
    const { tokenId } = this.channel
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

  /** Of a shipment that is acknowledged in part, the same part of its bytes: the rest of it must not hold up the window. */
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

  /** The first shipment is acknowledged whole. */
  #takeNext(): void {
    this.#first = this.#others?.shift()
    if (this.#others?.length === 0) this.#others = undefined
    if (this.#deductions === undefined) return
    this.#deductions.bytesFreed = 0
    if (this.#first === undefined && this.#deductions.gaps.length === 0) this.#deductions = undefined
  }
}
