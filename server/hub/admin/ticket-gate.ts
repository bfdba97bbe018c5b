import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter, type PointCount } from '#server/core/limiter.ts'
import type { LimitWatch } from '#server/core/limits/limit-watch.ts'
import type { OperatorSession, Tickets } from '#server/core/operators/operators.ts'
import { callerOf, type Route } from '#server/ops/caller.ts'

const LIMIT = 'wrongTicketsPerAddressPerMinute'

type Parts = { tickets: Tickets; trustedProxies: number; makeLimiter: MakeLimiter; limitWatch: LimitWatch }

/**
 * Looks tickets up for the feed. Each counts against its address before the lookup, so that many at once meet the limit
 * too; a valid one gives its point back.
 */
export class TicketGate {
  readonly #parts: Parts
  readonly #perAddress: Limiter

  constructor(parts: Parts) {
    this.#parts = parts
    this.#perAddress = parts.makeLimiter({ name: 'feedTickets', points: LIMITS[LIMIT], seconds: 60 })
  }

  /** Returns the session of a valid ticket, once. Throws `tooMany` without a lookup when the address is over its limit. */
  async take(ticket: string, route: Route): Promise<OperatorSession | undefined> {
    const { tickets, trustedProxies } = this.#parts
    const address = callerOf(route, trustedProxies).limitKey
    const count = await this.#count(address)
    const session = await tickets.take(ticket)
    if (session !== undefined) await this.#perAddress.giveBack(address, count)
    return session
  }

  async #count(address: string): Promise<PointCount> {
    try {
      return await this.#perAddress.consume(address)
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      this.#parts.limitWatch.refused(LIMIT, `address ${address}`)
      throw new AoiError('tooMany', 'too many wrong tickets from this address', error.retryAfterSeconds)
    }
  }
}
