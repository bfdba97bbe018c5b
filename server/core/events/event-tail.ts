import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { EventOutbox } from './event-outbox.ts'
import type { EventStore, StoredEvent } from './event-store.ts'

type Parts = { store: Pick<EventStore, 'read'>; clock: Clock; outbox: Pick<EventOutbox, 'listen'> }

/**
 * The newest events, for all readers on this node. Readers at the same place share one read of the database. On a node
 * that does not number the events, they look once a second.
 */
export class EventTail {
  readonly #parts: Parts
  readonly #reads = new Map<number, Promise<readonly StoredEvent[]>>()
  #waiting = new Set<() => void>()
  #cancelPoll: (() => void) | undefined
  #isEnded = false

  constructor(parts: Parts) {
    this.#parts = parts
    parts.outbox.listen(() => this.#wake())
  }

  /** True once the server drains: readers stop. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Events after the position, in order, `LIMITS.eventStepRows` at most. */
  read(after: number): Promise<readonly StoredEvent[]> {
    const shared = this.#reads.get(after)
    if (shared !== undefined) return shared
    const read = this.#parts.store
      .read({ after, rows: LIMITS.eventStepRows })
      .finally(() => this.#reads.delete(after))
    this.#reads.set(after, read)
    return read
  }

  /** Resolves when there may be new events, when the tail ends, or when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#isEnded || signal.aborted) return
    this.#poll()
    let wake = () => {}
    await new Promise<void>((resolve) => {
      wake = resolve
      this.#waiting.add(resolve)
      signal.addEventListener('abort', wake, { once: true })
    })
    signal.removeEventListener('abort', wake)
    this.#waiting.delete(wake)
  }

  /** Lets all readers go. */
  end(): void {
    this.#isEnded = true
    this.#wake()
  }

  #poll(): void {
    this.#cancelPoll ??= this.#parts.clock.after(LIMITS.eventPollMilliseconds, () => this.#wake())
  }

  #wake(): void {
    this.#cancelPoll?.()
    this.#cancelPoll = undefined
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const resolve of waiting) resolve()
  }
}
