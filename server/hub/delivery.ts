import { countRuns, type Run, splitRuns } from '../core/delivery/gap-runs.ts'
import type { CursorMove, Registration } from '../core/store.ts'
import type { Session } from './session.ts'
import type { Shipment } from './shipment.ts'
import type { TokenChannel } from './token-channel.ts'

const NO_GAPS: readonly Run[] = []

/** What an acknowledgement freed, and the cursor's move. */
export type Acknowledged = { notifications: number; bytes: number; move: CursorMove }

/**
 * One registration inside a session: where the log has been sent to (`sentSeq`) and acknowledged to (`ackedSeq`).
 * `ackedSeq ≤ sentSeq ≤ channel.headSeq`, always.
 */
export class Delivery {
  readonly registrationId: number
  /** Of a browser's registration: what its notifications go through. The rest of a registration is not kept. */
  readonly subscription: Pick<Registration, 'channel' | 'vapidKey'> | undefined
  readonly session: Session
  readonly channel: TokenChannel
  ackedSeq: number
  sentSeq: number
  /** A page of the log is being read for it. */
  reading = false
  /** Not yet: the answer that tells the AOI Client of this registration has not been sent. */
  held: boolean
  /** For a session with a minimum urgency: the last seq known to be urgent enough, and how far that was looked for. */
  urgentSeq = 0
  lookedUpToSeq = 0
  /** The registration has ended, or the session has. */
  isOver = false
  #gaps = NO_GAPS
  /** The first that is not acknowledged. Shipments are shared by all members that were sent the same, and stay as they are. */
  #first: Shipment | undefined
  /** Those behind it, in order; none is made where one is acknowledged before the next is sent, as in most deliveries. */
  #others: Shipment[] | undefined
  /** Of the first, what a partial acknowledgement has freed. */
  #bytesFreed = 0

  constructor(parts: { registration: Registration; session: Session; channel: TokenChannel }) {
    const { registrationId, channel, vapidKey } = parts.registration
    this.registrationId = registrationId
    this.subscription = channel && { channel, ...(vapidKey !== undefined && { vapidKey }) }
    this.session = parts.session
    this.channel = parts.channel
    this.ackedSeq = parts.registration.ackedSeq
    this.sentSeq = parts.registration.ackedSeq
    this.held = parts.session.isHolding
  }

  get clientAppToken(): string {
    return this.channel.clientAppToken
  }

  get isBehind(): boolean {
    return this.sentSeq < this.channel.headSeq
  }

  /** Something is to be sent, and nothing but the session's window may be in its way. */
  get isDue(): boolean {
    return this.isBehind && !this.reading && !this.held && !this.isOver && !this.session.isClosed
  }

  /** What it was sent and has not acknowledged. */
  get outstanding(): { notifications: number; bytes: number } {
    const notifications = this.sentSeq - this.ackedSeq - countRuns(this.#gaps)
    const others = this.#others?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
    return { notifications, bytes: (this.#first?.bytes ?? 0) - this.#bytesFreed + others }
  }

  shipped(shipment: Shipment): void {
    this.sentSeq = shipment.toSeq
    if (shipment.gaps.length > 0) this.#gaps = [...this.#gaps, ...shipment.gaps]
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
    return {
      notifications: toSeq - fromSeq - countRuns(gaps),
      bytes: this.#freeBytes(fromSeq, toSeq),
      move: { registrationId, tokenId, fromSeq, toSeq, gaps, at },
    }
  }

  /** The AOI Client has everything up to `toSeq` without our sending it here, but for the gaps. Answers the cursor's move. */
  claim(input: { toSeq: number; gaps: readonly Run[] }): Omit<CursorMove, 'at'> {
    const { registrationId } = this
    const { tokenId } = this.channel
    const move = { registrationId, tokenId, fromSeq: this.ackedSeq, ...input }
    this.ackedSeq = input.toSeq
    this.sentSeq = input.toSeq
    return move
  }

  #takeGaps(toSeq: number): readonly Run[] {
    if (this.#gaps.length === 0) return NO_GAPS
    const { upTo, after } = splitRuns(this.#gaps, toSeq)
    this.#gaps = after
    return upTo
  }

  /** Of a shipment that is acknowledged in part, the same part of its bytes: the rest of it must not hold up the window. */
  #freeBytes(fromSeq: number, toSeq: number): number {
    let freed = 0
    let doneSeq = fromSeq
    for (let first = this.#first; first !== undefined && doneSeq < toSeq; first = this.#first) {
      const left = first.bytes - this.#bytesFreed
      if (first.toSeq > toSeq) {
        const share = (toSeq - doneSeq) / (first.toSeq - doneSeq)
        this.#bytesFreed += Math.floor(left * share)
        return freed + Math.floor(left * share)
      }
      freed += left
      doneSeq = first.toSeq
      this.#bytesFreed = 0
      this.#first = this.#others?.shift()
      if (this.#others?.length === 0) this.#others = undefined
    }
    return freed
  }
}
