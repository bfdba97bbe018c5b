import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { CountsByName } from '../tally/counts-by-name.ts'

const PARTIES_KEPT = 1000
const FORGOTTEN_MILLISECONDS = 3_600_000
const NAMED_IN_LOG = 5

/** Refusals of one party by one limit, since it was last forgotten. `lastAt` is Unix ms. */
export type PartyRefusals = { limit: string; party: string; refused: number; lastAt: number }

/**
 * Records the parties that limits refuse, for the dashboard and for one log line a minute. In memory of this node: at
 * most 1000 parties, forgotten after an hour without a refusal. A party is named as `address …`, `sender …`, `token …`.
 */
export class LimitWatch {
  /** Refusals by limit, since the start of the process. */
  readonly totals = new CountsByName()
  readonly #clock: Clock
  readonly #log: Log
  readonly #parties = new Map<string, PartyRefusals>()
  readonly #unlogged = new Map<string, { limit: string; party: string; refused: number }>()

  constructor(parts: { clock: Clock; log: Log }) {
    this.#clock = parts.clock
    this.#log = parts.log
  }

  /** Counts a refusal. */
  readonly refused = (limit: string, party: string): void => {
    this.totals.add(limit)
    const key = `${limit}\n${party}`
    const known = this.#parties.get(key)
    this.#parties.delete(key)
    this.#parties.set(key, { limit, party, refused: (known?.refused ?? 0) + 1, lastAt: this.#clock.now() })
    if (this.#parties.size > PARTIES_KEPT) this.#parties.delete(first(this.#parties))
    const pending = this.#unlogged.get(key)
    if (pending !== undefined) pending.refused += 1
    else if (this.#unlogged.size < PARTIES_KEPT) this.#unlogged.set(key, { limit, party, refused: 1 })
  }

  /** Returns the parties with the most refusals in the last hour. */
  list(limit: number): PartyRefusals[] {
    const since = this.#clock.now() - FORGOTTEN_MILLISECONDS
    for (const [key, { lastAt }] of this.#parties) if (lastAt < since) this.#parties.delete(key)
    return [...this.#parties.values()].sort((a, b) => b.refused - a.refused).slice(0, limit)
  }

  /** Logs one line for all refusals since the last call; none if there were none. */
  log(): void {
    if (this.#unlogged.size === 0) return
    const entries = [...this.#unlogged.values()].sort((a, b) => b.refused - a.refused)
    this.#unlogged.clear()
    const refused = entries.reduce((sum, entry) => sum + entry.refused, 0)
    const parties = entries.slice(0, NAMED_IN_LOG)
    this.#log.warn({ event: 'limitRefusals', refused, parties }, 'limits refused requests')
  }
}

function first(map: ReadonlyMap<string, unknown>): string {
  return map.keys().next().value ?? ''
}
