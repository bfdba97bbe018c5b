import { LIMITS } from '#protocol'
import type { Run } from '#server/core/delivery/gap-runs.ts'
import type { BatchOwner, Transport } from '#server/hub/session/transport.ts'
import type { Batch } from '#server/hub/wire/batch.ts'
import type { PushLanes } from './push-lanes.ts'
import { PushQueue } from './push-queue.ts'

/** The cursor of a registration, with the seqs up to there that its member will never confirm. */
export type Progress = readonly [clientAppToken: string, seq: number, passed: readonly Run[]]

type Parts = {
  /** Confirmations that came before the session: these notifications are not sent again. */
  confirmed: readonly { registrationId: number; seq: number }[]
  lanes: PushLanes
  /** Called when a cursor moves. */
  onProgress: (progress: Progress) => void
}

/**
 * Transports the session of an AOI Client that is not connected: each registration by the push service of its
 * subscription. A session without a connection has nothing to lose, so it lasts until the AOI Client connects.
 */
export class PushTransport implements Transport {
  readonly #parts: Parts
  readonly #queues = new Map<number, PushQueue>()
  readonly windowNotifications = LIMITS.pushWindowNotifications
  readonly acknowledgesLate = true
  /** Confirmations that came before the session, as `registrationId:seq`. */
  readonly #confirmed: ReadonlySet<string>
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#confirmed = new Set(parts.confirmed.map(({ registrationId, seq }) => `${registrationId}:${seq}`))
  }

  get name(): 'pushService' {
    return 'pushService'
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  carries: NonNullable<Transport['carries']> = ({ push }) => push !== undefined

  /** A receiver learns of the session's events when it connects. */
  emit(): void {}

  watch(): void {}

  send({ delivery, batch }: { delivery: BatchOwner; batch: Batch }): boolean {
    const queue = this.#queueOf(delivery)
    const { registrationId } = delivery
    const due = batch.entries.filter(({ seq }) => !this.#confirmed.has(`${registrationId}:${seq}`))
    queue.add(due)
    this.#parts.lanes.wake(queue)
    const hasLess = due.length < batch.entries.length || due.some(({ topic }) => topic !== undefined)
    // Not in this turn, because the hub is in the middle of sending.
    if (queue.isEmpty || hasLess) queueMicrotask(() => this.#report(queue))
    return true
  }

  confirm({ registrationId, seq }: { registrationId: number; seq: number }): void {
    const queue = this.#queues.get(registrationId)
    if (queue?.confirm(seq) === true) this.#report(queue)
  }

  isAccepted({ registrationId, seq }: { registrationId: number; seq: number }): boolean {
    return this.#queues.get(registrationId)?.isAccepted(seq) === true
  }

  /** Passes over the notifications that have ended without a confirmation, and drops the queues that are over. */
  expire(now: number): void {
    for (const [registrationId, queue] of this.#queues) {
      if (queue.delivery.isOver) this.#queues.delete(registrationId)
      else if (queue.expire(now)) this.#report(queue)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#queues.clear()
  }

  #queueOf(delivery: BatchOwner): PushQueue {
    const known = this.#queues.get(delivery.registrationId)
    if (known?.delivery === delivery) return known
    const queue = new PushQueue(delivery)
    this.#queues.set(delivery.registrationId, queue)
    return queue
  }

  #report(queue: PushQueue): void {
    if (this.#isClosed || queue.delivery.isOver) return
    const { seq, passed } = queue.takeProgress()
    this.#parts.onProgress([queue.delivery.clientAppToken, seq, passed])
  }
}
