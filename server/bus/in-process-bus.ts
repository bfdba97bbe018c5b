import type { Bus, OnMessage } from '#server/core/bus.ts'

/** The nodes of one process. Usually there is only one, which then has no other node to reach. */
export class InProcessNetwork {
  readonly #buses = new Set<InProcessBus>()

  join(): Bus {
    const bus = new InProcessBus(this.#buses)
    this.#buses.add(bus)
    return bus
  }
}

/** The bus of a server that is its only node. */
class InProcessBus implements Bus {
  readonly isWell = true
  readonly #buses: Set<InProcessBus>
  readonly #listeners = new Map<string, OnMessage>()

  constructor(buses: Set<InProcessBus>) {
    this.#buses = buses
  }

  publish(subject: string, message: string): void {
    for (const bus of this.#buses) if (bus !== this) bus.#onMessage(subject, message)
  }

  listen(subject: string, onMessage: OnMessage): void {
    this.#listeners.set(subject, onMessage)
  }

  ignore(subject: string): void {
    this.#listeners.delete(subject)
  }

  onReturn(): void {
    // This bus is never down.
  }

  async close(): Promise<void> {
    this.#buses.delete(this)
    this.#listeners.clear()
  }

  #onMessage(subject: string, message: string): void {
    queueMicrotask(() => this.#listeners.get(subject)?.(message, subject))
  }
}
