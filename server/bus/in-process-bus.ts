import type { Bus } from '#server/core/bus.ts'

type Hear = (message: string) => void

/** The nodes of one process: one, as a rule, which then speaks to nobody. */
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
  readonly #listeners = new Map<string, Set<Hear>>()

  constructor(buses: Set<InProcessBus>) {
    this.#buses = buses
  }

  tell(subject: string, message: string): void {
    for (const bus of this.#buses) if (bus !== this) bus.#hear(subject, message)
  }

  listen(subject: string, hear: Hear): () => void {
    const listeners = this.#listeners.get(subject) ?? new Set()
    this.#listeners.set(subject, listeners.add(hear))
    return () => {
      listeners.delete(hear)
      if (listeners.size === 0 && this.#listeners.get(subject) === listeners) this.#listeners.delete(subject)
    }
  }

  onReturn(): void {
    // It never goes.
  }

  async close(): Promise<void> {
    this.#buses.delete(this)
    this.#listeners.clear()
  }

  #hear(subject: string, message: string): void {
    for (const hear of [...(this.#listeners.get(subject) ?? [])])
      queueMicrotask(() => {
        if (this.#listeners.get(subject)?.has(hear) === true) hear(message)
      })
  }
}
