import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import { CountsByName } from '../core/tally/counts-by-name.ts'

const MINUTE = 60_000
/** A longer segment of a path may be a token or a link, which must not be logged. */
const SEGMENT_CHARACTERS = 24

export type Answer = { status: number; method: string; url: string; requestId: string }

/**
 * Logs each 5xx with its request id, up to a limit a minute. Every minute it also logs the number of answers for each
 * status from 400 on.
 */
export class AnswerLog {
  /** By the same names as the log, since the start of the process. */
  readonly totals = new CountsByName()
  readonly #log: Log
  readonly #clock: Clock
  /** By status, or by the name of another door and its code. */
  readonly #counts = new Map<string, number>()
  #faults = 0

  constructor(parts: { log: Log; clock: Clock }) {
    this.#log = parts.log
    this.#clock = parts.clock
  }

  note(answered: Answer): void {
    const { status } = answered
    if (status < 400) return
    this.count(String(status))
    if (status < 500) return
    this.#faults += 1
    if (this.#faults > LIMITS.faultsLoggedPerMinute) return
    const { method, url, requestId } = answered
    this.#log.warn({ event: 'serverError', status, method, path: pathOf(url), requestId }, 'request failed')
  }

  /** Counts a refusal. */
  count(name: string): void {
    this.totals.add(name)
    if (this.#counts.size === 0) this.#clock.after(MINUTE, () => this.#flush())
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  #flush(): void {
    const counts = Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    this.#counts.clear()
    this.#faults = 0
    this.#log.info({ event: 'refusals', counts }, 'refused and failed requests in the last minute')
  }
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1)
  return path
    .split('/')
    .map((segment) => (segment.length > SEGMENT_CHARACTERS ? '…' : segment))
    .join('/')
}
