import { type Urgency, urgenciesFrom } from '#protocol/urgency.ts'
import type { Context } from '../core/context.ts'
import { isAoiError } from '../core/errors.ts'
import type { Delivery, DeliveryUrgency } from './delivery.ts'

const RETRY_MILLISECONDS = 1000

type Parts = {
  context: Pick<Context, 'store' | 'clock'>
  deliver: (delivery: Delivery) => void
  /** The session cannot go on. */
  onFailed: (delivery: Delivery, error: unknown) => void
}

type Joined = Pick<Delivery, 'joinedSeq' | 'connectedAt'>

/**
 * Keeps from a session what is less urgent than it asked for, until something urgent enough comes: then all goes, in
 * order, since the device is awake anyway and a log cannot be sent with holes. Costs a look at the log for each place and
 * head, shared by all who stand there; sessions that ask for nothing cost nothing.
 */
export class UrgencyGate {
  readonly #parts: Parts
  readonly #looks = new Map<string, Promise<number | undefined>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Whether what the delivery is behind may be sent. Where that is not known yet, it is delivered once it is. */
  isOpen(delivery: Delivery): boolean {
    const { urgency } = delivery
    if (urgency === undefined || urgency.urgentSeq > delivery.sentSeq) return true
    if (urgency.lookedUpToSeq < delivery.channel.headSeq) this.#look(delivery, urgency)
    return false
  }

  #look(delivery: Delivery, urgency: DeliveryUrgency): void {
    const { context, deliver, onFailed } = this.#parts
    const { tokenId, headSeq: upToSeq } = delivery.channel
    const { sentSeq: afterSeq, joinedSeq, connectedAt } = delivery
    // Where all of the range was accepted later, members share the look whenever they joined.
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
    range: Joined & { tokenId: number; afterSeq: number; upToSeq: number },
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
