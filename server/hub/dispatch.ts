import { LIMITS } from '#protocol'
import type { Announcement } from '../core/announcement.ts'
import type { Context } from '../core/context.ts'
import type { Run } from '../core/delivery/gap-runs.ts'
import { planDelivery, type Step } from '../core/delivery/plan-delivery.ts'
import { isAoiError } from '../core/errors.ts'
import type { Failpoint } from '../core/failpoint.ts'
import type { LogEntry } from '../core/store.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import { packBatch } from './batch.ts'
import { endFailed } from './close-sessions.ts'
import type { CursorFlusher } from './cursor-flusher.ts'
import type { Delivery } from './delivery.ts'
import { notificationFrame } from './event-frame.ts'
import { type LogPage, LogReader } from './log-reader.ts'
import type { Session } from './session.ts'
import { UrgencyGate } from './urgency-gate.ts'

const RETRY_MILLISECONDS = 1000

type Parts = { context: Context; failpoint?: Failpoint | undefined; onUnexpected: OnUnexpected }

/**
 * Sends each delivery as far as its window allows: from the cached entries, otherwise from the log (R6). Live delivery
 * and catch-up share this one path, so there is no seam between them.
 */
export class Dispatch {
  readonly #parts: Parts
  readonly #reader: LogReader
  readonly #gate: UrgencyGate
  readonly #frames = new WeakMap<LogEntry, Buffer>()

  constructor(parts: Parts) {
    this.#parts = parts
    const { context } = parts
    const { store, settings } = context
    this.#gate = new UrgencyGate({
      context,
      deliver: (delivery) => this.deliver(delivery),
      onFailed: (delivery, error) => this.#failed(delivery, error),
    })
    this.#reader = new LogReader({ store, maxPayloadBytes: settings.maxPayloadBytes })
  }

  /** Sends as much as is due to a delivery and fits the window. Cheap if nothing is due. */
  readonly deliver = (delivery: Delivery): void => {
    try {
      this.#deliver(delivery)
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  #deliver(delivery: Delivery): void {
    const { session, token } = delivery
    while (canSend(delivery) && this.#gate.isOpen(delivery)) {
      if (!token.isCachedFor(delivery)) {
        this.#readOn(delivery)
        return
      }
      const batch = token.packCached(delivery.sentSeq, session.credit)
      if (batch === undefined) return
      session.send(delivery, batch)
      this.#parts.failpoint?.('fanout.begun')
    }
  }

  /** Notes the notifications that have ended, so that a log page that is being read does not bring them. */
  onAnnouncement(announcement: Announcement): void {
    this.#reader.onAnnouncement(announcement)
  }

  /** The session has credit again: sends every delivery of the session that is behind. */
  deliverAll(session: Session): void {
    for (const delivery of session.deliveries) this.deliver(delivery)
  }

  /**
   * The AOI Client reports that it has everything up to `seq`, which is ahead of the database. Notifications in that
   * range that are over now count as gaps: nothing proves that they arrived, and none is called acked without proof.
   */
  catchUpTo(delivery: Delivery, input: { seq: number; cursors: CursorFlusher }): void {
    delivery.beginReading()
    this.#catchUp(delivery, input)
      .then(() => {
        delivery.endReading()
        this.deliver(delivery)
      })
      .catch((error: unknown) => this.#failed(delivery, error))
  }

  async #catchUp(delivery: Delivery, input: { seq: number; cursors: CursorFlusher }): Promise<void> {
    const { tokenId } = delivery.token
    while (delivery.ackedSeq < input.seq && !delivery.isOver) {
      const page = await this.#reader.read({ tokenId, afterSeq: delivery.sentSeq, headSeq: input.seq })
      // A newer session may already have read the cursor, so this session must not move it.
      if (delivery.isOver) return
      const now = this.#parts.context.clock.now()
      const steps = planPage(delivery, { page, now })
      const acknowledged = delivery.claim({ toSeq: page.upToSeq, gaps: gapsOf(steps) })
      input.cursors.move({ ...acknowledged, at: now })
    }
  }

  #readOn(delivery: Delivery): void {
    if (!isWorthReading(delivery)) return
    delivery.beginReading()
    const { tokenId, headSeq } = delivery.token
    this.#reader
      .read({ tokenId, afterSeq: delivery.sentSeq, headSeq })
      .then((page) => {
        delivery.endReading()
        this.#sendPage(delivery, page)
      })
      .catch((error: unknown) => this.#failed(delivery, error))
  }

  #sendPage(delivery: Delivery, page: LogPage): void {
    if (!canSend(delivery)) return
    const { clientAppToken } = delivery
    const steps = planPage(delivery, { page, now: this.#parts.context.clock.now() })
    const batch = packBatch({
      clientAppToken,
      steps,
      credit: delivery.session.credit,
      frameOf: this.#frameOf,
    })
    if (batch === undefined) return
    delivery.session.send(delivery, batch)
    this.deliver(delivery)
  }

  /** Members that share a page share its frames. */
  readonly #frameOf = (entry: LogEntry): Buffer => {
    const made = this.#frames.get(entry) ?? notificationFrame(entry)
    this.#frames.set(entry, made)
    return made
  }

  /** Retries if the database is busy or away. Any other error ends the session, which begins anew from the log. */
  #failed(delivery: Delivery, error: unknown): void {
    if (!isAoiError(error)) {
      endFailed(delivery.session)
      this.#parts.onUnexpected(error, { kind: 'socket', name: 'session' })
      return
    }
    this.#parts.context.clock.after(RETRY_MILLISECONDS, () => {
      delivery.endReading()
      this.deliver(delivery)
    })
  }
}

function canSend(delivery: Delivery): boolean {
  const { credit } = delivery.session
  return delivery.isDue && credit.notifications > 0 && credit.bytes > 0
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
function isWorthReading({ session: { credit }, token, sentSeq }: Delivery): boolean {
  if (token.isPassing(sentSeq + 1)) return true
  const { windowNotifications, windowBytes } = LIMITS
  const isEnough = credit.notifications >= Math.min(windowNotifications / 2, token.headSeq - sentSeq)
  return isEnough && credit.bytes >= windowBytes / 2
}

function gapsOf(steps: readonly Step[]): Run[] {
  return steps.flatMap((step): Run[] => (step.kind === 'gap' ? [[step.fromSeq, step.toSeq]] : []))
}
