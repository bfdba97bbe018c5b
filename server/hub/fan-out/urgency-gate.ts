import { type Urgency, urgenciesFrom } from '#protocol/urgency.ts'
import type { Context } from '#server/core/context.ts'
import { isAoiError } from '#server/core/errors.ts'
import type { Delivery, DeliveryUrgency } from '../session/delivery.ts'

const RETRY_MILLISECONDS = 1000

type Parts = {
  context: Pick<Context, 'store' | 'clock'>
  deliver: (delivery: Delivery) => void
  /** Called when the session cannot go on. */
  onFailed: (delivery: Delivery, error: unknown) => void
}

type JoinPoint = Pick<Delivery, 'joinedSeq' | 'connectedAt'>

/**
 * Withholds notifications below the `minimumUrgency` of a session until an urgent one comes. Then it lets all of them
 * pass in order: the device is awake anyway, and the log cannot be sent with holes. It queries the log once for each
 * seq and head, and members at the same place share the query. Sessions without a `minimumUrgency` cost nothing.
 */
export class UrgencyGate {
  readonly #parts: Parts
  readonly #looks = new Map<string, Promise<number | undefined>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Returns true if the delivery may be sent. If that is not known yet, queries the log and delivers later. */
  isOpen(delivery: Delivery): boolean {
    const { urgency } = delivery
    if (urgency === undefined || urgency.urgentSeq > delivery.sentSeq) return true
    if (urgency.lookedUpToSeq < delivery.log.headSeq) this.#look(delivery, urgency)
    return false
  }

  #look(delivery: Delivery, urgency: DeliveryUrgency): void {
    const { context, deliver, onFailed } = this.#parts
    const { tokenId, headSeq: upToSeq } = delivery.log
    const { sentSeq: afterSeq, joinedSeq, connectedAt } = delivery
    // If the whole range was accepted after the member joined, members share the query, no matter when they joined.
    const joined =
      joinedSeq <= afterSeq ? { joinedSeq: afterSeq, connectedAt: 0 } : { joinedSeq, connectedAt }
    const range = { tokenId, afterSeq, upToSeq, ...joined }
    urgency.lookedUpToSeq = upToSeq
    this.#find(range, urgency.minimum)
      .then((seq) => {
        if (seq === undefined) return
        urgency.urgentSeq = Math.max(urgency.urgentSeq, seq)
        deliver(delivery)
      })
      .catch((error: unknown) => {
        if (!isAoiError(error)) return onFailed(delivery, error)
        // The database is busy or away.
        context.clock.after(RETRY_MILLISECONDS, () => {
          urgency.lookedUpToSeq = 0
          deliver(delivery)
        })
      })
  }

  #find(
    range: JoinPoint & { tokenId: number; afterSeq: number; upToSeq: number },
    minimumUrgency: Urgency,
  ): Promise<number | undefined> {
    const key = [...Object.values(range), minimumUrgency].join(' ')
    const shared = this.#looks.get(key)
    if (shared !== undefined) return shared
    const { store, clock } = this.#parts.context
    const urgencies = urgenciesFrom(minimumUrgency)
    const look = store
      .findUrgentSeq({ ...range, urgencies, now: clock.now() })
      .finally(() => this.#looks.delete(key))
    this.#looks.set(key, look)
    return look
  }
}
