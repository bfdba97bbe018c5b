import type { Clock } from '../clock.ts'
import { isAoiError } from '../errors.ts'
import type { RegistrationRefusal, Store } from '../store.ts'

const KEPT_PER_SECOND = 10

/** Records refused registrations, at most 10 a second: a flood of refusals must not become a flood of writes. */
export class Refusals {
  readonly #store: Pick<Store, 'recordRefusal'>
  readonly #clock: Clock
  #second = 0
  #kept = 0

  constructor(parts: { store: Pick<Store, 'recordRefusal'>; clock: Clock }) {
    this.#store = parts.store
    this.#clock = parts.clock
  }

  /** Drops the record if the database is too busy: the caller must get the refusal itself. */
  async record(refusal: Omit<RegistrationRefusal, 'at'>): Promise<void> {
    const second = Math.floor(this.#clock.monotonic() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#kept = 0
    }
    this.#kept += 1
    if (this.#kept > KEPT_PER_SECOND) return
    try {
      await this.#store.recordRefusal({ ...refusal, at: this.#clock.now() })
    } catch (error) {
      if (!isAoiError(error)) throw error
    }
  }
}
