import { countRuns, type Run, splitRuns } from '../core/delivery/gap-runs.ts'
import type { CursorMove, Registration } from '../core/store.ts'
import type { Session } from './session.ts'
import type { Shipment } from './shipment.ts'
import type { TokenChannel } from './token-channel.ts'

/** What an acknowledgement freed, and the cursor's move. */
export type Acknowledged = { notifications: number; bytes: number; move: Omit<CursorMove, 'at'> }

/**
 * One registration inside a session: where the log has been sent to (`sentSeq`) and acknowledged to (`ackedSeq`).
 * `ackedSeq ≤ sentSeq ≤ channel.headSeq`, always.
 */
export class Delivery {
  readonly registration: Registration
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
  #gaps: Run[] = []
  #shipped: { toSeq: number; bytes: number }[] = []

  constructor(parts: { registration: Registration; session: Session; channel: TokenChannel }) {
    this.registration = parts.registration
    this.session = parts.session
    this.channel = parts.channel
    this.ackedSeq = parts.registration.ackedSeq
    this.sentSeq = parts.registration.ackedSeq
    this.held = parts.session.isHolding
  }

  get isBehind(): boolean {
    return this.sentSeq < this.channel.headSeq
  }

  /** What it was sent and has not acknowledged. */
  get outstanding(): { notifications: number; bytes: number } {
    const notifications = this.sentSeq - this.ackedSeq - countRuns(this.#gaps)
    return { notifications, bytes: this.#shipped.reduce((sum, shipment) => sum + shipment.bytes, 0) }
  }

  shipped(shipment: Shipment): void {
    const { toSeq, bytes, gaps } = shipment
    this.sentSeq = toSeq
    if (gaps.length > 0) this.#gaps.push(...gaps)
    this.#shipped.push({ toSeq, bytes })
  }

  /** Takes a cumulative acknowledgement; `undefined` when it tells nothing new. What was never sent cannot be acknowledged. */
  acknowledge(seq: number): Acknowledged | undefined {
    const toSeq = Math.min(seq, this.sentSeq)
    const fromSeq = this.ackedSeq
    if (toSeq <= fromSeq) return undefined
    const { upTo, after } = splitRuns(this.#gaps, toSeq)
    this.ackedSeq = toSeq
    this.#gaps = after
    const { registrationId, tokenId } = this.registration
    return {
      notifications: toSeq - fromSeq - countRuns(upTo),
      bytes: this.#freeBytes(fromSeq, toSeq),
      move: { registrationId, tokenId, fromSeq, toSeq, gaps: upTo },
    }
  }

  /** The AOI Client has everything up to `toSeq` without our sending it here, but for the gaps. Answers the cursor's move. */
  claim(input: { toSeq: number; gaps: readonly Run[] }): Omit<CursorMove, 'at'> {
    const { registrationId, tokenId } = this.registration
    const move = { registrationId, tokenId, fromSeq: this.ackedSeq, ...input }
    this.ackedSeq = input.toSeq
    this.sentSeq = input.toSeq
    return move
  }

  /** Of a shipment that is acknowledged in part, the same part of its bytes: the rest of it must not hold up the window. */
  #freeBytes(fromSeq: number, toSeq: number): number {
    let freed = 0
    let doneSeq = fromSeq
    for (let first = this.#shipped[0]; first !== undefined && doneSeq < toSeq; first = this.#shipped[0]) {
      const share = (Math.min(first.toSeq, toSeq) - doneSeq) / (first.toSeq - doneSeq)
      const bytes = Math.floor(first.bytes * share)
      freed += bytes
      first.bytes -= bytes
      if (first.toSeq > toSeq) break
      doneSeq = first.toSeq
      this.#shipped.shift()
    }
    return freed
  }
}
