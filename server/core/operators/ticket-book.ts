import { randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { OperatorSession } from './operators.ts'

const TICKET_BYTES = 16
const KEPT_AT_MOST = 10_000

/** One-time tickets by which a page opens its feed: a socket sends no cookie of its own accord that we would trust. */
export class TicketBook {
  readonly #clock: Clock
  readonly #tickets = new Map<string, { session: OperatorSession; endsAt: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A ticket for the session, and when it ends (Unix ms). */
  issue(session: OperatorSession): { ticket: string; expiresAt: number } {
    this.#forgetOld()
    const ticket = randomBytes(TICKET_BYTES).toString('base64url')
    const milliseconds = LIMITS.ticketSeconds * 1000
    this.#tickets.set(ticket, { session, endsAt: this.#clock.monotonic() + milliseconds })
    return { ticket, expiresAt: this.#clock.now() + milliseconds }
  }

  /** Whose ticket it is, once; `undefined` for one that is unknown, was used or has ended. */
  take(ticket: string): OperatorSession | undefined {
    const found = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return found !== undefined && found.endsAt > this.#clock.monotonic() ? found.session : undefined
  }

  /** No ticket of an ended session opens anything. */
  endSession(sessionId: string): void {
    for (const [ticket, { session }] of this.#tickets)
      if (session.sessionId === sessionId) this.#tickets.delete(ticket)
  }

  #forgetOld(): void {
    const now = this.#clock.monotonic()
    for (const [ticket, { endsAt }] of this.#tickets) {
      // In the order of their ends.
      if (endsAt > now && this.#tickets.size < KEPT_AT_MOST) break
      this.#tickets.delete(ticket)
    }
  }
}
