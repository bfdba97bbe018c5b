import { randomUUID } from 'node:crypto'
import type { FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import {
  OUTCOME_NUMBERS,
  type OutcomeCounts,
  packChanges,
  packStates,
  RECIPIENT_OUTCOMES,
} from '#protocol/dashboard/recipient-states.ts'
import { TimeHistogram, timeBucketOf } from '#protocol/time-histogram.ts'
import type { Reach } from '../presence.ts'
import type { CursorMove, DeliveryRow, NotificationRow } from '../store.ts'
import { stateOf } from './notification-state.ts'

const { pending, sent, acked, waiting, expired, revoked, pushed } = OUTCOME_NUMBERS

const REACHED: Record<Reach, number> = {
  ...{ offline: waiting, queued: pending, sent, pushQueued: pending, pushed },
}

/**
 * The outcome of every recipient of one notification, in memory while a page shows it. Built from the log, so that a
 * restart changes nothing. Updated by durable acks, and by the hub's state of recipients that have not acked.
 */
export class FanOutBoard {
  readonly board = randomUUID()
  version = 0
  notification: NotificationRow
  #registrationIds = new Int32Array(0)
  #aoiClientIds: readonly string[] = []
  #states = new Uint8Array(0)
  /** Milliseconds from acceptance to ack; -1: not acked. */
  #timesToAck = new Float64Array(0)
  #counts = new Array<number>(RECIPIENT_OUTCOMES.length).fill(0)
  #histogram = new TimeHistogram()
  #changed = new Set<number>()
  /** Buckets of the histogram that changed since the last frame. */
  #changedBuckets = new Set<number>()
  /** Recipients that may still move between pending, sent, pushed and waiting. */
  #open: number[] = []
  #sentVersionState: string

  constructor(notification: NotificationRow, rows: readonly DeliveryRow[]) {
    this.notification = notification
    this.#sentVersionState = ''
    this.load(notification, rows)
  }

  get recipients(): number {
    return this.#states.length
  }

  get counts(): OutcomeCounts {
    return Object.fromEntries(
      RECIPIENT_OUTCOMES.map((outcome, number) => [outcome, this.#counts[number] ?? 0]),
    ) as OutcomeCounts
  }

  /** Times to ack in wire format. */
  get histogram(): number[] {
    return this.#histogram.toWire()
  }

  /** Loads the state of the database; differences go into the next frame. `rows` are ordered by registration id. */
  load(notification: NotificationRow, rows: readonly DeliveryRow[]): void {
    const before = new Map<number, number>()
    for (const [index, registrationId] of this.#registrationIds.entries())
      before.set(registrationId, this.#states[index] ?? 0)
    this.notification = notification
    this.#registrationIds = Int32Array.from(rows, ({ registrationId }) => registrationId)
    this.#aoiClientIds = rows.map(({ aoiClientId }) => aoiClientId)
    this.#states = Uint8Array.from(rows, (row) => this.#stateOf(row, before.get(row.registrationId)))
    this.#timesToAck = Float64Array.from(rows, ({ ackedAt }) =>
      ackedAt === undefined ? -1 : Math.max(0, ackedAt - notification.acceptedAt),
    )
    this.#count()
    for (const [index, { registrationId }] of rows.entries()) {
      if (before.get(registrationId) !== this.#states[index]) this.#changed.add(index)
    }
  }

  /** The database knows only `pending`; such a recipient keeps the last state that the hub reported. */
  #stateOf(row: DeliveryRow, before: number | undefined): number {
    if (row.outcome === 'acked') return acked
    if (row.outcome === 'revoked') return revoked
    if (row.outcome !== 'pending') return expired
    return before === sent || before === waiting || before === pushed ? before : pending
  }

  #count(): void {
    this.#counts.fill(0)
    for (const [bucket] of this.#histogram.entries()) this.#changedBuckets.add(bucket)
    this.#histogram.clear()
    this.#open = []
    for (const [index, state] of this.#states.entries()) {
      this.#counts[state] = (this.#counts[state] ?? 0) + 1
      if (state === acked) this.#addTime(index)
      else if (state !== expired && state !== revoked) this.#open.push(index)
    }
  }

  #addTime(index: number): void {
    const time = this.#timesToAck[index] ?? 0
    this.#histogram.add(time)
    this.#changedBuckets.add(timeBucketOf(time))
  }

  #set(index: number, state: number): void {
    const before = this.#states[index] ?? 0
    if (before === state) return
    this.#states[index] = state
    this.#counts[before] = (this.#counts[before] ?? 0) - 1
    this.#counts[state] = (this.#counts[state] ?? 0) + 1
    this.#changed.add(index)
  }

  /** Applies durable moves: a cursor that passed this notification has acked it. Late acks count too. */
  applyMoves(moves: readonly CursorMove[]): void {
    const { tokenId, seq, acceptedAt } = this.notification
    for (const move of moves) {
      if (move.tokenId !== tokenId || move.fromSeq >= seq || move.toSeq < seq) continue
      if (move.gaps.some(([from, to]) => from <= seq && seq <= to)) continue
      const index = this.#findIndex(move.registrationId)
      if (index === undefined || this.#states[index] === acked) continue
      this.#timesToAck[index] = Math.max(0, move.at - acceptedAt)
      this.#addTime(index)
      this.#set(index, acked)
    }
  }

  /** Updates every open recipient from the hub. */
  applyReach(reach: (aoiClientId: string) => Reach): void {
    this.#open = this.#open.filter((index) => this.#states[index] !== acked)
    for (const index of this.#open) this.#set(index, REACHED[reach(this.#aoiClientIds[index] ?? '')])
  }

  #findIndex(registrationId: number): number | undefined {
    let low = 0
    let high = this.#registrationIds.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = this.#registrationIds[middle] ?? 0
      if (found === registrationId) return middle
      if (found < registrationId) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }

  /** Returns the changes since the last frame; `undefined` if there are none. */
  takeFrame(now: number): FanOutFrame | undefined {
    const state = stateOf(this.notification, now)
    if (this.#changed.size === 0 && state === this.#sentVersionState) return undefined
    const indices = [...this.#changed]
    const histogram = [...this.#changedBuckets].flatMap((bucket) => [bucket, this.#histogram.countOf(bucket)])
    this.#changed.clear()
    this.#changedBuckets.clear()
    this.#sentVersionState = state
    this.version += 1
    return {
      ...{ id: this.notification.id, board: this.board, version: this.version, state },
      ...{ counts: this.counts, histogram },
      changes: packChanges(indices, this.#states),
    }
  }

  get packedStates(): Uint8Array<ArrayBuffer> {
    return packStates(this.#states)
  }

  /** Returns one recipient by its index. */
  describe(index: number) {
    const outcome = RECIPIENT_OUTCOMES[this.#states[index] ?? 0] ?? 'pending'
    const timeToAck = this.#timesToAck[index] ?? -1
    return {
      index,
      registrationId: this.#registrationIds[index] ?? 0,
      aoiClientId: this.#aoiClientIds[index] ?? '',
      outcome,
      timeToAckMs: timeToAck < 0 ? undefined : timeToAck,
    }
  }

  /** Indices of all matching recipients, in order. Times in milliseconds; `to` is exclusive. */
  filter(by: { outcome?: string; from?: number; to?: number; aoiClientId?: string }): number[] {
    const outcome = by.outcome === undefined ? undefined : OUTCOME_NUMBERS[by.outcome as keyof OutcomeCounts]
    const found: number[] = []
    for (let index = 0; index < this.#states.length; index += 1) {
      const time = this.#timesToAck[index] ?? -1
      if (outcome !== undefined && this.#states[index] !== outcome) continue
      if (by.from !== undefined && time < by.from) continue
      if (by.to !== undefined && (time < 0 || time >= by.to)) continue
      if (by.aoiClientId !== undefined && this.#aoiClientIds[index]?.startsWith(by.aoiClientId) !== true)
        continue
      found.push(index)
    }
    return found
  }
}
