import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { PushItem, PushQueue } from './push-queue.ts'

/** The result of sending one message. */
export type PushResult =
  | { kind: 'sent' }
  /** The subscription, and so the registration, has ended. */
  | { kind: 'over' }
  | { kind: 'tooLarge' }
  /** The push service refuses this message, and may refuse it again. */
  | { kind: 'refused' }
  /** The push service takes no message for a while. Without a time, the wait doubles each time. */
  | { kind: 'later'; milliseconds?: number }

export type SendItem = (queue: PushQueue, item: PushItem) => Promise<PushResult>

type Lane = {
  readonly ready: PushQueue[]
  sending: number
  /** No message is sent before (monotonic ms). */
  closedUntil: number
  /** Failures in a row. While there is one, messages are sent one at a time. */
  failures: number
  /** The time of the latest failure (monotonic ms). */
  failedAt: number
  isTimed: boolean
}

type Parts = { clock: Clock; send: SendItem; onUnexpected: OnUnexpected }

/**
 * The queues of all members, by the origin of their push services. Each origin has its own share of requests and its
 * own waiting time, so that a slow one delays no other. At one origin the queues take turns.
 */
export class PushLanes {
  readonly #parts: Parts
  readonly #lanes = new Map<string, Lane>()
  /** Messages under way. */
  #sending = 0
  #isStopped = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The queue may have a message to send. */
  wake(queue: PushQueue): void {
    const { subscription } = queue
    if (this.#isStopped || subscription === undefined || queue.isReady || queue.isSending) return
    const origin = originOf(subscription.endpoint)
    const lane = this.#lanes.get(origin) ?? openLane()
    this.#lanes.set(origin, lane)
    queue.isReady = true
    lane.ready.push(queue)
    this.#run(origin, lane)
  }

  /** True while no message is under way. */
  get isIdle(): boolean {
    return this.#sending === 0
  }

  /** Sends nothing more. Messages under way end by themselves. */
  stop(): void {
    this.#isStopped = true
    for (const { ready } of this.#lanes.values()) ready.length = 0
  }

  #run(origin: string, lane: Lane): void {
    const { clock } = this.#parts
    while (lane.ready.length > 0 && lane.sending < placesOf(lane)) {
      const now = clock.monotonic()
      if (now < lane.closedUntil) {
        this.#runLater(origin, lane)
        return
      }
      const queue = lane.ready.shift()
      if (queue === undefined) return
      queue.isReady = false
      const item = queue.next(now)
      if (item !== undefined) void this.#send(origin, { lane, queue, item })
    }
    if (lane.ready.length === 0 && lane.sending === 0 && lane.failures === 0) this.#lanes.delete(origin)
  }

  #runLater(origin: string, lane: Lane): void {
    if (lane.isTimed) return
    lane.isTimed = true
    const { clock } = this.#parts
    clock.after(Math.max(1, lane.closedUntil - clock.monotonic()), () => {
      lane.isTimed = false
      this.#run(origin, lane)
    })
  }

  async #send(
    origin: string,
    { lane, queue, item }: { lane: Lane; queue: PushQueue; item: PushItem },
  ): Promise<void> {
    queue.isSending = true
    lane.sending += 1
    this.#sending += 1
    const startedAt = this.#parts.clock.monotonic()
    let result: PushResult = { kind: 'later' }
    try {
      result = await this.#parts.send(queue, item)
    } catch (error) {
      this.#parts.onUnexpected(error, { kind: 'step', name: 'push services' })
    }
    lane.sending -= 1
    this.#sending -= 1
    queue.isSending = false
    this.#take(lane, { queue, item, result, startedAt })
    if (result.kind !== 'over') this.wake(queue)
    if (!this.#isStopped) this.#run(origin, lane)
  }

  #take(
    lane: Lane,
    {
      queue,
      item,
      result,
      startedAt,
    }: { queue: PushQueue; item: PushItem; result: PushResult; startedAt: number },
  ): void {
    const now = this.#parts.clock.monotonic()
    // The answers to messages that were under way together say one thing, not many.
    const isNews = startedAt > lane.failedAt
    if (result.kind === 'later') {
      if (isNews) {
        lane.failures += 1
        lane.failedAt = now
      }
      const { pushRetrySeconds, pushRetrySecondsMax } = LIMITS
      const wait =
        result.milliseconds ?? (isNews ? doubled(pushRetrySeconds, pushRetrySecondsMax, lane.failures) : 0)
      lane.closedUntil = Math.max(lane.closedUntil, now + wait)
      return
    }
    if (isNews) lane.failures = 0
    if (result.kind === 'sent') {
      queue.refusals = 0
      item.state = 'sent'
    } else if (result.kind === 'tooLarge' && !item.asNotice) item.asNotice = true
    else if (result.kind !== 'over') this.#rest(queue, now)
  }

  /** The push service refuses this member's message: only this queue waits. */
  #rest(queue: PushQueue, now: number): void {
    queue.refusals += 1
    const { pushRefusedSeconds, pushRefusedSecondsMax } = LIMITS
    const wait = doubled(pushRefusedSeconds, pushRefusedSecondsMax, queue.refusals)
    queue.restUntil(now + wait)
    this.#parts.clock.after(wait, () => this.wake(queue))
  }
}

function openLane(): Lane {
  return { ready: [], sending: 0, closedUntil: 0, failures: 0, failedAt: -1, isTimed: false }
}

function placesOf({ failures }: Lane): number {
  return failures > 0 ? 1 : LIMITS.pushesPerOriginAtOnce
}

/** Milliseconds that double with each time, with a random part, so that nodes do not come back together. */
function doubled(seconds: number, secondsMax: number, times: number): number {
  const most = Math.min(secondsMax, seconds * 2 ** Math.min(times - 1, 30))
  return Math.ceil(most * 1000 * (0.75 + Math.random() / 4))
}

export function originOf(endpoint: string): string {
  return new URL(endpoint).origin
}
