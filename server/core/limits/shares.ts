import { AoiError } from '../errors.ts'
import type { LimitWatch } from './limit-watch.ts'

type Parts = {
  /** The name of the limit in `LIMITS`, for the operator. */
  limit: string
  /** Places for all parties together. */
  places: number
  /** Places for one party. */
  share: number
  /** The `desc` of a refusal, and the seconds until a retry. */
  desc: string
  retryAfter: number | (() => number)
  watch?: LimitWatch | undefined
}

/** Gives a taken place back. Idempotent. */
export type GiveBack = () => void

/**
 * A bounded number of places that parties take for a while. Each party has a maximum share, so that none can take the
 * places of the others. Parties are named by their unit, such as `address 203.0.113.8` or `sender <id>`.
 */
export class Shares {
  readonly #parts: Parts
  readonly #taken = new Map<string, number>()
  #total = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get taken(): number {
    return this.#total
  }

  /** Takes one place for every named party. Throws `unavailable`. */
  take(parties: readonly string[]): GiveBack {
    const { limit, places, share, watch } = this.#parts
    const full = parties.find((party) => (this.#taken.get(party) ?? 0) >= share)
    if (full !== undefined) {
      watch?.refused(limit, full)
      throw this.#refusal(' for one party')
    }
    if (this.#total >= places) {
      watch?.refused(limit, parties[0] ?? 'all')
      throw this.#refusal('')
    }
    this.#total += 1
    for (const party of parties) this.#taken.set(party, (this.#taken.get(party) ?? 0) + 1)
    let isTaken = true
    return () => {
      if (isTaken) this.#giveBack(parties)
      isTaken = false
    }
  }

  #giveBack(parties: readonly string[]): void {
    this.#total -= 1
    for (const party of parties) {
      const left = (this.#taken.get(party) ?? 1) - 1
      if (left === 0) this.#taken.delete(party)
      else this.#taken.set(party, left)
    }
  }

  #refusal(whose: string): AoiError {
    const { desc, retryAfter } = this.#parts
    const seconds = typeof retryAfter === 'number' ? retryAfter : retryAfter()
    return new AoiError('unavailable', `${desc}${whose}`, seconds)
  }
}
