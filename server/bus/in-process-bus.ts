import type { Bus, Hear } from '#server/core/bus.ts'

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
  readonly #listeners = new Map<string, Hear>()

  constructor(buses: Set<InProcessBus>) {
    this.#buses = buses
  }

  tell(subject: string, message: string): void {
    for (const bus of this.#buses) if (bus !== this) bus.#hear(subject, message)
  }

  listen(subject: string, hear: Hear): void {
    this.#listeners.set(subject, hear)
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

  #hear(subject: string, message: string): void {
    queueMicrotask(() => this.#listeners.get(subject)?.(message, subject))
  }
}
