import { LIMITS } from '#protocol'
import type { Announcement } from '#server/core/announcement.ts'
import type { Context } from '#server/core/context.ts'
import type { Run } from '#server/core/delivery/gap-runs.ts'
import { planDelivery, type Step } from '#server/core/delivery/plan-delivery.ts'
import type { CursorMove, LogEntry } from '#server/core/store.ts'
import { type LogPage, LogReader } from '../log/log-reader.ts'
import type { Delivery } from '../session/delivery.ts'
import { packBatch } from '../wire/batch.ts'
import { notificationFrame } from '../wire/event-frame.ts'

type Parts = {
  context: Context
  deliver: (delivery: Delivery) => void
  /** Called when a delivery cannot go on. */
  onFailed: (delivery: Delivery, error: unknown) => void
}

/** Serves members that are behind the cached entries from the log (R6). */
export class CatchUp {
  readonly #parts: Parts
  readonly #reader: LogReader
  readonly #frames = new WeakMap<LogEntry, Buffer>()

  constructor(parts: Parts) {
    this.#parts = parts
    const { store, settings } = parts.context
    this.#reader = new LogReader({ store, maxPayloadBytes: settings.maxPayloadBytes })
  }

  get readsWaiting(): number {
    return this.#reader.waiting
  }

  /** Notes the notifications that have ended, so that a log page that is being read does not bring them. */
  onAnnouncement(announcement: Announcement): void {
    this.#reader.onAnnouncement(announcement)
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
      const page = await this.#reader.read({ tokenId, afterSeq: delivery.sentSeq, headSeq: input.seq })
      // A newer session may already have read the cursor, so this session must not move it.
      if (delivery.isOver) return
      const now = this.#parts.context.clock.now()
      const steps = planPage(delivery, { page, now })
      const acknowledged = delivery.claim({ toSeq: page.upToSeq, gaps: gapsOf(steps) })
      input.onMove({ ...acknowledged, at: now })
    }
  }

  /** Reads the next page of the log for a delivery and sends it, if there is credit enough for that. */
  readOn(delivery: Delivery): void {
    if (!isWorthReading(delivery)) return
    delivery.beginReading()
    const { tokenId, headSeq } = delivery.log
    this.#reader
      .read({ tokenId, afterSeq: delivery.sentSeq, headSeq })
      .then((page) => {
        delivery.endReading()
        this.#sendPage(delivery, page)
      })
      .catch((error: unknown) => this.#parts.onFailed(delivery, error))
  }

  #sendPage(delivery: Delivery, page: LogPage): void {
    if (!delivery.canSend) return
    const { clientAppToken, session } = delivery
    const steps = planPage(delivery, { page, now: this.#parts.context.clock.now() })
    const batch = packBatch({ clientAppToken, steps, credit: session.credit, frameOf: this.#frameOf })
    if (batch === undefined) return
    session.send(delivery, batch)
    session.counts.fromLog += batch.notifications
    if (batch.toSeq < page.upToSeq && delivery.canSend) session.counts.fullWindows += 1
    this.#parts.deliver(delivery)
  }

  /** Members that share a page share its frames. */
  readonly #frameOf = (entry: LogEntry): Buffer => {
    const made = this.#frames.get(entry) ?? notificationFrame(entry)
    this.#frames.set(entry, made)
    return made
  }
}

function planPage(delivery: Delivery, { page, now }: { page: LogPage; now: number }): Step[] {
  const { entries, upToSeq } = page
  return planDelivery({ entries, afterSeq: delivery.sentSeq, upToSeq, now, recipient: delivery })
}

/**
 * A client that acknowledges one by one must not cost a page of the log for each acknowledgement. So the hub reads only
 * if half the window is free, or enough of it for everything that is left. Notifications with TTL 0 do not wait for
 * that.
 */
function isWorthReading({ session: { credit }, log, sentSeq }: Delivery): boolean {
  if (log.isPassing(sentSeq + 1)) return true
  const { windowNotifications, windowBytes } = LIMITS
  const isEnough = credit.notifications >= Math.min(windowNotifications / 2, log.headSeq - sentSeq)
  return isEnough && credit.bytes >= windowBytes / 2
}

function gapsOf(steps: readonly Step[]): Run[] {
  return steps.flatMap((step): Run[] => (step.kind === 'gap' ? [[step.fromSeq, step.toSeq]] : []))
}
