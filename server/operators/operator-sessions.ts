import { createHash, createHmac } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Role } from '#protocol/dashboard/roles.ts'
import { SESSION_END_REASONS, type SessionEndReason } from '#protocol/dashboard/sign-in.ts'
import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import { isAoiError } from '#server/core/errors.ts'
import type { OperatorTables, SessionRow } from '#server/core/operators/operator-tables.ts'
import type { ListedSession, OperatorMarks, OperatorSession } from '#server/core/operators/operators.ts'
import { readCookie } from './cookies.ts'
import type { OperatorAuth } from './operator-auth.ts'

type Parts = {
  tables: Pick<OperatorTables, 'operatorSession' | 'operatorEndedSession'>
  marks: OperatorMarks
  clock: Clock
  open: () => Promise<OperatorAuth>
  /** The server's origin and the secret that signs cookies, once they are known. */
  auth: () => { publicUrl: string; secret: string }
  announce: (announcement: Announcement) => void
  /** A session ends when it is unused for this long. */
  idleMilliseconds: number
}

/** The sessions of operators, and the reasons why they ended. */
export class OperatorSessions {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async find(headers: Headers): Promise<OperatorSession | undefined> {
    if (!headers.has('cookie')) return undefined
    const found = await (await this.#parts.open()).api.getSession({ headers })
    if (found === null) return undefined
    if (this.#isIdle(found.session)) {
      await this.end(found.session, 'session-expired')
      return undefined
    }
    await this.#touch(found.session)
    const { id, name, email, role } = found.user
    return {
      sessionId: found.session.id,
      operator: { id, name, email, role: role as Role },
      confirmedAt: found.session.createdAt.getTime(),
    }
  }

  async explain(headers: Headers): Promise<SessionEndReason> {
    const { publicUrl, secret } = this.#parts.auth()
    const [token = '', signature] = (readCookie(headers, { publicUrl, name: 'session_token' }) ?? '').split(
      '.',
    )
    const isOurs = createHmac('sha256', secret).update(token).digest('base64') === signature
    if (!isOurs) return 'signed-out'
    const where = { tokenHash: hash(token) }
    const ended = await this.#parts.tables.operatorEndedSession.findFirst({ where })
    return SESSION_END_REASONS.find((reason) => reason === ended?.reason) ?? 'session-expired'
  }

  /** Returns the valid sessions of an operator, the latest first. */
  async list(operatorId: string): Promise<SessionRow[]> {
    const now = this.#parts.clock.now()
    const where = {
      ...{ userId: operatorId, expiresAt: { gt: new Date(now) } },
      updatedAt: { gt: new Date(now - this.#parts.idleMilliseconds) },
    }
    // A session of the identity provider may begin before it was made (`startOfSession`); the time to its end is fixed.
    const orderBy = [{ expiresAt: 'desc' }, { id: 'asc' }]
    return this.#parts.tables.operatorSession.findMany({ where, orderBy })
  }

  async end({ id, token }: Pick<SessionRow, 'id' | 'token'>, reason: SessionEndReason): Promise<void> {
    const { tables } = this.#parts
    const { count } = await tables.operatorSession.deleteMany({ where: { id } })
    if (count > 0) await this.noteEnd({ id, token }, reason)
  }

  /** Ends every session of an operator except the one with the token `except`. Returns how many. */
  async endAll(
    operatorId: string,
    { reason, except }: { reason: SessionEndReason; except?: string | undefined },
  ): Promise<number> {
    const rows = await this.#parts.tables.operatorSession.findMany({ where: { userId: operatorId } })
    const others = rows.filter(({ token }) => token !== except)
    for (const session of others) await this.end(session, reason)
    return others.length
  }

  /** Ends the oldest sessions of an operator, if there are too many. */
  async endSurplus(operatorId: string): Promise<void> {
    for (const session of (await this.list(operatorId)).slice(LIMITS.sessionsPerOperator))
      await this.end(session, 'session-ended')
  }

  /** Notes that a session is over: keeps the reason, and announces the end. */
  async noteEnd({ id, token }: Pick<SessionRow, 'id' | 'token'>, reason: SessionEndReason): Promise<void> {
    const { marks, clock, announce } = this.#parts
    const expiresAt = clock.now() + LIMITS.operatorSessionSeconds * 1000
    if (reason !== 'signed-out') await marks.noteEndedSession({ tokenHash: hash(token), reason, expiresAt })
    announce({ kind: 'operatorSessionEnded', sessionId: id })
  }

  /** Ends at most `rows` sessions that have expired or were unused for too long. Returns how many. */
  async sweep(rows: number): Promise<number> {
    const { tables, clock, idleMilliseconds } = this.#parts
    const now = clock.now()
    const over = [
      { expiresAt: { lte: new Date(now) } },
      { updatedAt: { lte: new Date(now - idleMilliseconds) } },
    ]
    const found = await tables.operatorSession.findMany({ where: { OR: over }, take: rows })
    for (const session of found) await this.end(session, 'session-expired')
    return found.length
  }

  #isIdle({ updatedAt }: { updatedAt: Date }): boolean {
    return this.#parts.clock.now() - updatedAt.getTime() >= this.#parts.idleMilliseconds
  }

  /** Notes once a minute that a session is in use. A database that refuses writes signs nobody out. */
  async #touch({ id, updatedAt }: { id: string; updatedAt: Date }): Promise<void> {
    const { tables, clock } = this.#parts
    const now = clock.now()
    if (now - updatedAt.getTime() < LIMITS.operatorSeenSeconds * 1000) return
    try {
      await tables.operatorSession.updateMany({ where: { id }, data: { updatedAt: new Date(now) } })
    } catch (error) {
      if (!isAoiError(error)) throw error
    }
  }
}

export function toListedSession(row: SessionRow): ListedSession {
  return {
    ...{ id: row.id, createdAt: row.createdAt.getTime(), expiresAt: row.expiresAt.getTime() },
    ...{ address: row.ipAddress ?? undefined, userAgent: row.userAgent ?? undefined },
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
