import { LIMITS } from '#protocol'
import type { Announcement } from '#server/core/announcement.ts'
import type { Context } from '#server/core/context.ts'
import { isAoiError } from '#server/core/errors.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { CursorMove, LogEntry } from '#server/core/store.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { Delivery } from '../session/delivery.ts'
import { endFailed } from '../session/end-failed.ts'
import { CatchUp } from './catch-up.ts'
import type { ConnectedToken } from './connected-token.ts'
import { UrgencyGate } from './urgency-gate.ts'

const MEMBERS_PER_TURN = 5000
/** Upper bound of the delay of a fan-out, as a multiple of the last fan-out. */
const FAN_OUTS_PER_DELAY = 2
const RETRY_MILLISECONDS = 1000

type Parts = { context: Context; failpoint?: Failpoint | undefined; onUnexpected: OnUnexpected }
/** The head and the time (monotonic ms) at which a round over the members began. */
type Round = { headSeq: number; at: number }

/**
 * Sends notifications to the members of tokens. There is one loop: for each member, take the batch and send it, as far
 * as the window of its session allows. Live delivery and catch-up share the inner part, so there is no seam between
 * them (R3): a batch of the cached entries, otherwise a page of the log (R6).
 */
export class FanOut {
  readonly #parts: Parts
  readonly #gate: UrgencyGate
  readonly #catchUp: CatchUp

  constructor(parts: Parts) {
    this.#parts = parts
    const { context } = parts
    const shared = {
      ...{ context, deliver: this.deliver },
      onFailed: (delivery: Delivery, error: unknown) => this.#failed(delivery, error),
    }
    this.#gate = new UrgencyGate(shared)
    this.#catchUp = new CatchUp(shared)
  }

  /** Pages of the log that deliveries wait for. */
  get logReadsWaiting(): number {
    return this.#catchUp.reader.waiting
  }

  /**
   * Sends entries that were just committed, ascending. The first 5,000 members get them in this turn of the event loop.
   * If `moreFollow`, delays the fan-out a little, so that both commits go out together.
   */
  append(
    token: ConnectedToken,
    { entries, moreFollow }: { entries: readonly LogEntry[]; moreFollow: boolean },
  ): void {
    token.log.append(entries)
    if (moreFollow && token.log.fanOut !== 'running') this.#delayFanOut(token)
    else this.#begin(token)
  }

  /** The log reaches `headSeq`: a hint was lost, or came from elsewhere. */
  advance(token: ConnectedToken, headSeq: number): void {
    if (!token.log.advance(headSeq)) return
    this.#catchUp.reader.onGrown(token.log.tokenId)
    this.#begin(token)
  }

  /** Sends as much as is due to a delivery and fits the window. Cheap if nothing is due. */
  readonly deliver = (delivery: Delivery): void => {
    try {
      this.#deliver(delivery)
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  /** The session has credit again: sends every delivery of the session that is behind. */
  deliverAll(deliveries: Iterable<Delivery>): void {
    for (const delivery of deliveries) this.deliver(delivery)
  }

  /** The AOI Client reports that it has everything up to `seq`, which is ahead of the database. */
  catchUpTo(delivery: Delivery, input: { seq: number; onMove: (move: CursorMove) => void }): void {
    this.#catchUp.catchUpTo(delivery, input)
  }

  /** Notes the notifications that have ended, so that no page of the log brings them. */
  onAnnouncement(announcement: Announcement): void {
    this.#catchUp.reader.onAnnouncement(announcement)
  }

  /** The token has no member here any more, so its changes are no longer announced here. */
  leave({ log }: ConnectedToken): void {
    log.evict()
    this.#catchUp.reader.evict(log.tokenId)
  }

  /** Evicts the pages of all logs: this node may have missed changes that other nodes made. */
  evictAll(): void {
    this.#catchUp.reader.evictAll()
  }

  #delayFanOut(token: ConnectedToken): void {
    const most = Math.min(LIMITS.fanOutDelayMilliseconds, token.fanOutMilliseconds * FAN_OUTS_PER_DELAY)
    if (most < 1) {
      this.#begin(token)
      return
    }
    token.endDelay ??= this.#parts.context.clock.after(most, () => this.#begin(token))
    token.log.fanOut = 'delayed'
  }

  #begin(token: ConnectedToken): void {
    token.endDelay?.()
    token.endDelay = undefined
    if (token.log.fanOut === 'running') return
    token.log.fanOut = 'running'
    this.#beginRound(token)
  }

  #beginRound(token: ConnectedToken): void {
    const { clock } = this.#parts.context
    this.#visit(token, token.members.values(), { headSeq: token.log.headSeq, at: clock.monotonic() })
  }

  /** The loop over the members, in portions, so that a very large token does not block the event loop. */
  #visit(token: ConnectedToken, members: IterableIterator<Delivery>, round: Round): void {
    for (let visited = 0; visited < MEMBERS_PER_TURN; visited += 1) {
      const next = members.next()
      if (next.done) {
        this.#endRound(token, round)
        return
      }
      this.deliver(next.value)
    }
    setImmediate(() => this.#visit(token, members, round))
  }

  /** Takes the batch of one member and sends it, until nothing is due or the window is full. */
  #deliver(delivery: Delivery): void {
    const { session, log } = delivery
    while (delivery.canSend && this.#gate.isOpen(delivery)) {
      if (!log.isCachedFor(delivery)) {
        if (this.#catchUp.sendNext(delivery)) continue
        return
      }
      const batch = log.findBatch(delivery.sentSeq, session.credit)
      if (batch === undefined) return
      session.send(delivery, batch)
      if (delivery.isBehind && delivery.canSend) session.counts.fullWindows += 1
      this.#parts.failpoint?.('fanout.begun')
    }
  }

  #endRound(token: ConnectedToken, round: Round): void {
    const { clock, tracing } = this.#parts.context
    token.fanOutMilliseconds = clock.monotonic() - round.at
    tracing.fannedOut?.({
      ...{ tokenId: token.log.tokenId, headSeq: round.headSeq },
      ...{ members: token.members.size, milliseconds: token.fanOutMilliseconds },
    })
    if (token.log.headSeq > round.headSeq) {
      this.#beginRound(token)
      return
    }
    token.log.fanOut = 'idle'
    token.log.trim({ isNeeded: token.isBehind })
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
