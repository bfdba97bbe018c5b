import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import { endsAt, isDueTo, isNowOrNever } from '../core/delivery/now-or-never.ts'
import { planDelivery } from '../core/delivery/plan-delivery.ts'
import type { LogEntry } from '../core/store.ts'
import type { Delivery } from './delivery.ts'
import { notificationFrame } from './event-frame.ts'
import { FULL_WINDOW, packShipment, type Room, type Shipment } from './shipment.ts'

const HOT_ENTRIES = 128
const HOT_BYTES = 262_144
const MEMBERS_PER_TURN = 5000
/** Waiting for what is about to come costs no more than so many times what one fan-out of the token takes. */
const FAN_OUTS_PER_GATHERING = 2
const NONE: readonly LogEntry[] = []

/** What all channels together may keep hot. */
export type HotBudget = { bytes: number; readonly maxBytes: number }

type HotEntry = { entry: LogEntry; frame: Buffer }

/**
 * The members of one token that are connected here, the head of its log, and the newest entries while some member has
 * yet to get them. Entries are hints (R2): whatever is not hot is read from the log.
 */
export class TokenChannel {
  readonly tokenId: number
  readonly clientAppToken: string
  readonly members = new Set<Delivery>()
  readonly #deliver: (delivery: Delivery) => void
  readonly #budget: HotBudget
  readonly #clock: Clock
  #headSeq: number
  /** Contiguous, ending at the head, each as the log has it; or empty. */
  #hot: HotEntry[] = []
  #hotBytes = 0
  /** Those of the hot entries that have TTL 0. */
  #nowOrNever: readonly LogEntry[] = NONE
  /** Up to this seq the log may hold TTL 0 that is due until then (monotonic ms). */
  #passing: { seq: number; until: number } | undefined
  /** What was made last for a member that had room for all there is, or for a window of it: the next may stand there too. */
  #made: { afterSeq: number; headSeq: number; shipment: Shipment; freshUntil: number } | undefined
  #fanningOut = false
  #fanOutMilliseconds = 0
  #endGathering: (() => void) | undefined

  constructor(parts: {
    tokenId: number
    clientAppToken: string
    headSeq: number
    budget: HotBudget
    clock: Clock
    deliver: (delivery: Delivery) => void
  }) {
    this.tokenId = parts.tokenId
    this.clientAppToken = parts.clientAppToken
    this.#headSeq = parts.headSeq
    this.#deliver = parts.deliver
    this.#budget = parts.budget
    this.#clock = parts.clock
  }

  get headSeq(): number {
    return this.#headSeq
  }

  /**
   * Entries that were just committed, ascending. Sent in this turn of the event loop to the first 5,000 members; where
   * more follow, together with these, as far as they do not keep them waiting.
   */
  append(entries: readonly LogEntry[], { moreFollow }: { moreFollow: boolean }): void {
    for (const entry of entries) {
      if (entry.seq <= this.#headSeq) continue
      // What a topic may have replaced is not to be sent from here.
      if (entry.seq !== this.#headSeq + 1 || entry.topic !== undefined) this.cool()
      if (entry.seq !== this.#headSeq + 1) this.#letPass(entry.seq)
      this.#heat(entry)
      this.#headSeq = entry.seq
    }
    if (moreFollow && !this.#fanningOut) this.#gather()
    else this.#fanOut()
  }

  /** The log is known to reach `headSeq` (a hint was lost, or came from elsewhere). */
  advance(headSeq: number): void {
    if (headSeq <= this.#headSeq) return
    this.cool()
    this.#letPass(headSeq)
    this.#headSeq = headSeq
    this.#fanOut()
  }

  /**
   * What to send to a member that was sent everything up to `afterSeq`; `undefined` when that is not hot, or there is no
   * room, or it is about to go with what follows.
   */
  packHot(afterSeq: number, room: Room): Shipment | undefined {
    if (!this.isHot(afterSeq + 1) || this.#endGathering !== undefined) return undefined
    const made = this.#made
    const isSame = made?.afterSeq === afterSeq && made.headSeq === this.#headSeq && fits(made.shipment, room)
    if (isSame && (this.#fanningOut || made.freshUntil > this.#clock.now())) return made.shipment
    return this.#pack(afterSeq, room)
  }

  isHot(seq: number): boolean {
    const first = this.#hot[0]?.entry.seq
    return first !== undefined && seq >= first
  }

  /** Whether what the member lacks is hot. What is hot is for all members, but for TTL 0, which is for those before it. */
  isHotFor(delivery: Delivery): boolean {
    if (!this.isHot(delivery.sentSeq + 1)) return false
    if (this.#nowOrNever === NONE) return true
    return this.#nowOrNever.every((entry) => entry.seq <= delivery.sentSeq || isDueTo(entry, delivery))
  }

  /** Whether the log may hold TTL 0 from `seq` on that is still due. */
  isPassing(seq: number): boolean {
    return (
      this.#passing !== undefined && seq <= this.#passing.seq && this.#clock.monotonic() < this.#passing.until
    )
  }

  #pack(afterSeq: number, room: Room): Shipment | undefined {
    const first = this.#hot[0]?.entry.seq ?? afterSeq + 1
    const skip = afterSeq + 1 - first
    const hot = this.#hot.slice(skip, skip + room.notifications)
    const last = hot.at(-1)
    if (last === undefined) return undefined
    const steps = planDelivery({
      entries: hot.map(({ entry }) => entry),
      afterSeq,
      upToSeq: last.entry.seq,
      now: this.#clock.now(),
    })
    const frameOf = (entry: LogEntry) => hot[entry.seq - afterSeq - 1]?.frame ?? notificationFrame(entry)
    const shipment = packShipment({ clientAppToken: this.clientAppToken, steps, room, frameOf })
    if (shipment !== undefined && (shipment.toSeq === this.#headSeq || isFull(room))) {
      const freshUntil = Math.min(...shipment.entries.map(endsAt))
      this.#made = { afterSeq, headSeq: this.#headSeq, shipment, freshUntil }
    }
    return shipment
  }

  #gather(): void {
    const most = Math.min(LIMITS.gatheringMilliseconds, this.#fanOutMilliseconds * FAN_OUTS_PER_GATHERING)
    if (most < 1) this.#fanOut()
    else this.#endGathering ??= this.#clock.after(most, () => this.#fanOut())
  }

  #fanOut(): void {
    this.#endGathering?.()
    this.#endGathering = undefined
    if (this.#fanningOut) return
    this.#fanningOut = true
    this.#visitAll()
  }

  #visitAll(): void {
    this.#visit(this.members.values(), { headSeq: this.#headSeq, at: this.#clock.monotonic() })
  }

  /** Visits the members a piece at a time, so that a token with very many does not stop everything else. */
  #visit(rest: IterableIterator<Delivery>, started: { headSeq: number; at: number }): void {
    for (let visited = 0; visited < MEMBERS_PER_TURN; visited += 1) {
      const next = rest.next()
      if (next.done) {
        this.#endVisit(started)
        return
      }
      this.#deliver(next.value)
    }
    setImmediate(() => this.#visit(rest, started))
  }

  #endVisit(started: { headSeq: number; at: number }): void {
    this.#fanOutMilliseconds = this.#clock.monotonic() - started.at
    if (this.#headSeq > started.headSeq) {
      this.#visitAll()
      return
    }
    this.#fanningOut = false
    this.#trim()
  }

  #heat(entry: LogEntry): void {
    const frame = notificationFrame(entry)
    this.#hot.push({ entry, frame })
    this.#hotBytes += frame.byteLength
    this.#budget.bytes += frame.byteLength
    if (!isNowOrNever(entry)) return
    this.#nowOrNever = [...this.#nowOrNever, entry]
    this.#letPass(entry.seq)
  }

  #letPass(seq: number): void {
    this.#passing = { seq, until: this.#clock.monotonic() + LIMITS.nowOrNeverMilliseconds }
  }

  /** Keeps nothing hot: the log is read for whoever is behind. */
  cool(): void {
    this.#budget.bytes -= this.#hotBytes
    this.#hot = []
    this.#hotBytes = 0
    this.#nowOrNever = NONE
    this.#made = undefined
  }

  /** Keeps what some member has yet to get, within limits; nothing when all have it. */
  #trim(): void {
    let behind = false
    for (const member of this.members) {
      if (member.isBehind) {
        behind = true
        break
      }
    }
    if (!behind || this.#budget.bytes > this.#budget.maxBytes) this.cool()
    const excess = this.#hot.length - HOT_ENTRIES
    let drop = Math.max(0, excess)
    let bytes = this.#hot.slice(0, drop).reduce((sum, { frame }) => sum + frame.byteLength, 0)
    while (this.#hotBytes - bytes > HOT_BYTES) {
      bytes += this.#hot[drop]?.frame.byteLength ?? this.#hotBytes
      drop += 1
    }
    if (drop > 0) this.#drop(drop)
    this.#hotBytes -= bytes
    this.#budget.bytes -= bytes
  }

  #drop(count: number): void {
    this.#hot = this.#hot.slice(count)
    const left = this.#nowOrNever.filter(({ seq }) => this.isHot(seq))
    this.#nowOrNever = left.length === 0 ? NONE : left
  }
}

function fits(shipment: Shipment, room: Room): boolean {
  return shipment.notifications <= room.notifications && shipment.bytes <= room.bytes
}

function isFull(room: Room): boolean {
  return room.notifications === FULL_WINDOW.notifications && room.bytes === FULL_WINDOW.bytes
}
