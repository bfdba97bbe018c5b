import { LIMITS } from '#protocol'
import type { Context } from '#server/core/context.ts'
import type { Run } from '#server/core/delivery/gap-runs.ts'
import type { Step } from '#server/core/delivery/plan-delivery.ts'
import type { CursorMove } from '#server/core/store.ts'
import type { LogPage } from '../log/log-page.ts'
import { LogReader } from '../log/log-reader.ts'
import type { Delivery } from '../session/delivery.ts'

type Parts = {
  context: Context
  deliver: (delivery: Delivery) => void
  /** Called when a delivery cannot go on. */
  onFailed: (delivery: Delivery, error: unknown) => void
}

/** Serves members that are behind the cached entries from the log (R6). */
export class CatchUp {
  readonly #parts: Parts
  readonly reader: LogReader

  constructor(parts: Parts) {
    this.#parts = parts
    const { store, clock, settings } = parts.context
    this.reader = new LogReader({ store, clock, maxPayloadBytes: settings.maxPayloadBytes })
  }

  /**
   * The AOI Client reports that it has everything up to `seq`, which is ahead of the database. Notifications in that
   * range that are over now count as gaps: nothing proves that they arrived, and none is called acked without proof.
   */
  catchUpTo(delivery: Delivery, input: { seq: number; onMove: (move: CursorMove) => void }): void {
    const { deliver, onFailed } = this.#parts
    delivery.beginReading()
    this.#catchUp(delivery, input)
      .then(() => {
        delivery.endReading()
        deliver(delivery)
      })
      .catch((error: unknown) => onFailed(delivery, error))
  }

  async #catchUp(
    delivery: Delivery,
    input: { seq: number; onMove: (move: CursorMove) => void },
  ): Promise<void> {
    const { tokenId } = delivery.log
    while (delivery.ackedSeq < input.seq && !delivery.isOver) {
      const place = { tokenId, afterSeq: delivery.sentSeq, headSeq: input.seq }
      const page = this.reader.find(place) ?? (await this.reader.read(place))
      // A newer session may already have read the cursor, so this session must not move it.
      if (delivery.isOver) return
      const now = this.#parts.context.clock.now()
      const steps = page.plan({ recipient: delivery, now })
      const acknowledged = delivery.claim({ toSeq: page.upToSeq, gaps: gapsOf(steps) })
      input.onMove({ ...acknowledged, at: now })
    }
  }

  /**
   * Sends the next piece of the log, if there is credit enough for that. Returns true if the page was cached and the
   * delivery may go on at once. Otherwise reads the page, and delivers when it is there.
   */
  sendNext(delivery: Delivery): boolean {
    if (!isWorthReading(delivery)) return false
    const { tokenId, headSeq } = delivery.log
    const place = { tokenId, afterSeq: delivery.sentSeq, headSeq }
    const cached = this.reader.find(place)
    if (cached !== undefined) return this.#send(delivery, cached)
    delivery.beginReading()
    this.reader
      .read(place)
      .then((page) => {
        delivery.endReading()
        if (this.#send(delivery, page)) this.#parts.deliver(delivery)
      })
      .catch((error: unknown) => this.#parts.onFailed(delivery, error))
    return false
  }

  /** Sends as much of the page as there is credit for. Returns false if that is nothing. */
  #send(delivery: Delivery, page: LogPage): boolean {
    if (!delivery.canSend) return false
    const { session } = delivery
    const now = this.#parts.context.clock.now()
    const batch = page.findBatch({ recipient: delivery, now }, session.credit)
    if (batch === undefined) return false
    session.send(delivery, batch)
    session.counts.fromLog += batch.notifications
    if (batch.toSeq < page.upToSeq && delivery.canSend) session.counts.fullWindows += 1
    return true
  }
}

/**
 * A client that acknowledges one by one must not cost a page of the log for each acknowledgement. So the hub reads only
 * if half the window is free, or enough of it for everything that is left. Notifications with TTL 0 do not wait for
 * that.
 */
function isWorthReading({ session: { credit, windowNotifications }, log, sentSeq }: Delivery): boolean {
  if (log.isPassing(sentSeq + 1)) return true
  const isEnough = credit.notifications >= Math.min(windowNotifications / 2, log.headSeq - sentSeq)
  return isEnough && credit.bytes >= LIMITS.windowBytes / 2
}

function gapsOf(steps: readonly Step[]): Run[] {
  return steps.flatMap((step): Run[] => (step.kind === 'gap' ? [[step.fromSeq, step.toSeq]] : []))
}
