import type { AckUpdate } from '#protocol'
import type { Carrier, QueueWatch } from '../hub/carrier.ts'
import type { Delivery } from '../hub/delivery.ts'
import type { Shipment } from '../hub/shipment.ts'
import type { BrowserLine } from './browser-line.ts'
import { browserNotification } from './browser-notification.ts'
import { closeCodeOf } from './close-codes.ts'
import { SentBook } from './sent-book.ts'

type Parts = {
  line: BrowserLine
  /** The session is open: the first thing a browser hears. */
  greet: () => void
  /** A browser is not told of gaps, so it never acknowledges them: the server does in its place. */
  onPassed: (clientAppToken: string, cursor: number) => void
}

/** Carries a session by Mozilla's push socket. */
export class BrowserCarrier implements Carrier {
  readonly #parts: Parts
  readonly #book = new SentBook()
  /** Older UnifiedPush distributors acknowledge nothing: they are sent everything again with the next connection. */
  readonly mayStaySilent = true

  constructor(parts: Parts) {
    this.#parts = parts
  }

  emit: Carrier['emit'] = (...[event]) => {
    if (event === 'aoiSession') this.#parts.greet()
  }

  ship({ delivery, shipment }: { delivery: Delivery; shipment: Shipment }, written: () => void): boolean {
    const { subscription, clientAppToken } = delivery
    const channel = subscription?.channel
    if (channel === undefined) throw new Error('a registration of a browser has no channel')
    const { entries } = shipment
    this.#book.sent(delivery, entries)
    if (entries.length > 0) {
      const notifications = entries.map((entry) => browserNotification(entry, channel))
      this.#parts.line.sendAll(notifications, written)
      return false
    }
    // Not in this turn: the hub is in the middle of sending.
    queueMicrotask(() => {
      written()
      this.#parts.onPassed(clientAppToken, this.#book.cursorOf(delivery))
    })
    return false
  }

  /** The cursors that these acknowledgements move, and whether each was of something that is out. */
  acknowledge(updates: readonly AckUpdate[]): { cursors: Map<string, number>; known: AckUpdate[] } {
    const cursors = new Map<string, number>()
    const known = updates.filter((update) => {
      const delivery = this.#book.acknowledge(update)
      if (delivery !== undefined) cursors.set(delivery.clientAppToken, this.#book.cursorOf(delivery))
      return delivery !== undefined
    })
    return { cursors, known }
  }

  /** Its registration has ended. */
  forget(delivery: Delivery): void {
    this.#book.forget(delivery)
  }

  watch(queue: QueueWatch): void {
    this.#parts.line.watch(queue)
  }

  close({ code: closing }: Parameters<Carrier['close']>[0]): void {
    const { code, reason } = closeCodeOf(closing)
    this.#parts.line.close(code, reason)
  }
}
