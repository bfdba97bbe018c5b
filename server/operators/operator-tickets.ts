import { createHash, randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Clock } from '#server/core/clock.ts'
import type { OperatorTables, SessionRow } from '#server/core/operators/operator-tables.ts'
import type { OperatorSession, Tickets } from '#server/core/operators/operators.ts'

const TICKET_BYTES = 16

type Input = { tables: Pick<OperatorTables, 'operatorTicket' | 'operatorSession'>; clock: Clock }

/**
 * Tickets are rows of the database, so that a ticket of one node opens the feed of another, once. A ticket ends with
 * its session.
 */
export class OperatorTickets implements Tickets {
  readonly #input: Input

  constructor(input: Input) {
    this.#input = input
  }

  async issue({ sessionId }: OperatorSession): Promise<{ ticket: string; expiresAt: number }> {
    const { tables, clock } = this.#input
    const ticket = randomBytes(TICKET_BYTES).toString('base64url')
    const expiresAt = clock.now() + LIMITS.ticketSeconds * 1000
    await tables.operatorTicket.deleteMany({ where: { expiresAt: { lte: clock.now() } } })
    await tables.operatorTicket.create({ data: { ticketHash: hash(ticket), sessionId, expiresAt } })
    return { ticket, expiresAt }
  }

  async take(ticket: string): Promise<OperatorSession | undefined> {
    const { tables, clock } = this.#input
    const where = { ticketHash: hash(ticket) }
    const include = { session: { include: { operator: true } } }
    const found = await tables.operatorTicket.findFirst<{ session: SessionRow & { operator: Operator } }>({
      ...{ where, include },
    })
    // A guessed ticket must not cause a write.
    if (found === null) return undefined
    // The request that deletes the row has taken the ticket.
    const { count } = await tables.operatorTicket.deleteMany({ where })
    if (count !== 1) return undefined
    const { session } = found
    if (Number(found.expiresAt) <= clock.now() || session.expiresAt.getTime() <= clock.now()) return undefined
    const { id, name, email, role } = session.operator
    return {
      sessionId: session.id,
      operator: { id, name, email, role },
      confirmedAt: session.createdAt.getTime(),
    }
  }

  async filterEnded(sessionIds: readonly string[]): Promise<string[]> {
    if (sessionIds.length === 0) return []
    const where = { id: { in: [...sessionIds] }, expiresAt: { gt: new Date(this.#input.clock.now()) } }
    const live = await this.#input.tables.operatorSession.findMany({ where })
    const ids = new Set(live.map(({ id }) => id))
    return sessionIds.filter((id) => !ids.has(id))
  }
}

function hash(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex')
}
