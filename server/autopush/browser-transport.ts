import type { AckUpdate } from '#protocol'
import type { BatchOwner, Transport } from '../hub/session/transport.ts'
import type { Batch } from '../hub/wire/batch.ts'
import type { QueueWatch } from '../hub/wire/queue-watch.ts'
import type { BrowserLine } from './browser-line.ts'
import { browserNotification } from './browser-notification.ts'
import { closeCodeOf } from './close-codes.ts'
import { SentBook } from './sent-book.ts'

type Parts = {
  line: BrowserLine
  /** Called when the session is open: sends the first message to the browser. */
  greet: () => void
  /**
   * Called when the cursor passes gaps. A browser is not told of gaps, so the server acknowledges them in its place.
   */
  onPassed: (clientAppToken: string, cursor: number) => void
}

/** Transports a session over Mozilla's push socket. */
export class BrowserTransport implements Transport {
  readonly #parts: Parts
  readonly #book = new SentBook()
  /** Older UnifiedPush distributors never acknowledge: they get every notification again with the next connection. */
  readonly mayStaySilent = true

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get name(): 'pushSocket' {
    return 'pushSocket'
  }

  emit: Transport['emit'] = (...[event]) => {
    if (event === 'aoiSession') this.#parts.greet()
  }

  send({ delivery, batch }: { delivery: BatchOwner; batch: Batch }, written: () => void): boolean {
    const { subscription, clientAppToken } = delivery
    const channel = subscription?.channel
    if (channel === undefined) throw new Error('the registration of a browser has no channel')
    const { entries } = batch
    this.#book.sent(delivery, entries)
    if (entries.length > 0) {
      const notifications = entries.map((entry) => browserNotification(entry, channel))
      this.#parts.line.sendAll(notifications, written)
      return false
    }
    // Not in this turn, because the hub is in the middle of sending.
    queueMicrotask(() => {
      written()
      this.#parts.onPassed(clientAppToken, this.#book.cursorOf(delivery))
    })
    return false
  }

  /** Returns the cursors that these acknowledgements move, and the acknowledgements of notifications that are out. */
  acknowledge(updates: readonly AckUpdate[]): { cursors: Map<string, number>; known: AckUpdate[] } {
    const cursors = new Map<string, number>()
    const known = updates.filter((update) => {
      const delivery = this.#book.acknowledge(update)
      if (delivery !== undefined) cursors.set(delivery.clientAppToken, this.#book.cursorOf(delivery))
      return delivery !== undefined
    })
    return { cursors, known }
  }

  /** The registration has ended. */
  forget(delivery: BatchOwner): void {
    this.#book.forget(delivery)
  }

  watch(queue: QueueWatch): void {
    this.#parts.line.watch(queue)
  }

  close({ code: closing }: Parameters<Transport['close']>[0]): void {
    const { code, reason } = closeCodeOf(closing)
    this.#parts.line.close(code, reason)
  }
}
