import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import { AoiError } from '#server/core/errors.ts'
import type {
  Invitation,
  ListedOperator,
  ListedSession,
  Newcomer,
  OperatorSession,
  Operators,
} from '#server/core/operators/operators.ts'
import type { Store } from '#server/core/store.ts'
import { createOperatorAuth, type OperatorAuth, type OperatorAuthInput } from './operator-auth.ts'
import { createSetupCode, normalizeCode } from './setup-code.ts'

const MILLISECONDS = 1000
const CODE_BYTES = 16

type Table = {
  findFirst(args: object): Promise<unknown>
  findMany(args: object): Promise<unknown>
  count(args?: object): Promise<unknown>
  create(args: object): Promise<unknown>
  update(args: object): Promise<unknown>
  deleteMany(args: object): Promise<unknown>
}

type Tables = Record<'operator' | 'operatorSession' | 'operatorInvitation', Table>

type OperatorRow = Operator & {
  createdAt: Date
  twoFactorEnabled: boolean | null
  _count: { passkeys: number }
}
type SessionRow = {
  id: string
  token: string
  createdAt: Date
  expiresAt: Date
  ipAddress: string | null
  userAgent: string | null
}
type InvitationRow = {
  id: string
  kind: Invitation['kind']
  email: string | null
  role: Role
  expiresAt: bigint
}

type Input = {
  store: Pick<Store, 'recordAudit'>
  tables: Tables
  clock: Clock
  announce: (announcement: Announcement) => void
  /** Read once the port is known. */
  auth: () => Pick<OperatorAuthInput, 'publicUrl' | 'secret' | 'isOwnOrigin'>
}

/** The operators in the database, signed in by better-auth. */
export class OperatorAccounts implements Operators {
  readonly #input: Input
  #auth: Promise<OperatorAuth> | undefined

  constructor(input: Input) {
    this.#input = input
  }

  async findSession(headers: Headers): Promise<OperatorSession | undefined> {
    if (!headers.has('cookie')) return undefined
    const found = await (await this.#open()).api.getSession({ headers })
    if (found === null) return undefined
    const { id, name, email, role } = found.user
    return {
      sessionId: found.session.id,
      operator: { id, name, email, role: role as Role },
      confirmedAt: found.session.createdAt.getTime(),
    }
  }

  /** Who signs in anew to confirm who they are leaves the session they had. */
  async serve(request: Request): Promise<Response> {
    const auth = await this.#open()
    const before = await auth.api.getSession({ headers: request.headers })
    const answered = await auth.handler(request)
    if (before !== null && answered.ok && setsSession(answered)) await this.#endSession(before.session)
    return answered
  }

  async exist(): Promise<boolean> {
    return Number(await this.#input.tables.operator.count()) > 0
  }

  async createSetupCode(): Promise<string | undefined> {
    if (await this.exist()) return undefined
    const code = createSetupCode()
    await this.#input.tables.operatorInvitation.deleteMany({ where: { kind: 'setup' } })
    await this.#keepCode({
      code,
      seconds: LIMITS.setupCodeSeconds,
      kind: 'setup',
      email: null,
      role: 'admin',
    })
    return code
  }

  async findInvitation(code: string): Promise<Invitation | undefined> {
    const row = await this.#findCode(code)
    if (row === undefined || (row.kind === 'setup' && (await this.exist()))) return undefined
    return { kind: row.kind, email: row.email ?? undefined, role: row.role }
  }

  async accept({ code, name, email, password }: Newcomer, headers: Headers): Promise<Response> {
    const invitation = await this.findInvitation(code)
    if (invitation === undefined) throw new AoiError('forbidden', 'the code is not valid, or was used before')
    const address = (invitation.email ?? email).toLowerCase()
    const auth = await this.#open()
    const { internalAdapter, password: passwords } = await auth.$context
    if ((await internalAdapter.findUserByEmail(address)) !== null)
      throw new AoiError('invalid', 'email: is an operator already')
    // Taken before anything is made by it, so that two at once do not both succeed.
    if (!(await this.#takeCode(code)))
      throw new AoiError('forbidden', 'the code is not valid, or was used before')
    const operator = await internalAdapter.createUser(
      { name, email: address, emailVerified: false, role: invitation.role },
      { method: 'email' },
    )
    const account = { providerId: 'credential', accountId: operator.id, userId: operator.id }
    await internalAdapter.linkAccount({ ...account, password: await passwords.hash(password) })
    await this.#record({ actor: address, action: `operator.${invitation.kind}`, subject: operator.id })
    return auth.api.signInEmail({ body: { email: address, password }, headers, asResponse: true })
  }

  async list(): Promise<ListedOperator[]> {
    const rows = (await this.#input.tables.operator.findMany({
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      include: { _count: { select: { passkeys: true } } },
    })) as OperatorRow[]
    return rows.map(({ id, name, email, role, createdAt, twoFactorEnabled, _count }) => ({
      ...{ id, name, email, role, createdAt: createdAt.getTime() },
      ...{ passkeys: _count.passkeys, totp: twoFactorEnabled === true },
    }))
  }

  async invite(input: {
    actor: Operator
    email: string
    role: Role
  }): Promise<{ code: string; expiresAt: number }> {
    const { actor, role } = input
    const email = input.email.toLowerCase()
    if (Number(await this.#input.tables.operator.count({ where: { email } })) > 0)
      throw new AoiError('invalid', 'email: is an operator already')
    await this.#input.tables.operatorInvitation.deleteMany({ where: { email } })
    const code = randomBytes(CODE_BYTES).toString('base64url')
    const expiresAt = await this.#keepCode({
      ...{ code, seconds: LIMITS.invitationSeconds, kind: 'invitation', email, role },
    })
    await this.#record({ actor: actor.email, action: 'operator.invite', subject: email, detail: role })
    return { code, expiresAt }
  }

  async changeRole(act: { actor: Operator; operatorId: string; role: Role }): Promise<void> {
    const { actor, operatorId, role } = act
    const operator = await this.#find(operatorId)
    if (role !== 'admin') await this.#keepAnAdmin(operator)
    await this.#input.tables.operator.update({ where: { id: operatorId }, data: { role } })
    await this.#endAllSessions(operatorId)
    const detail = `${operator.role} → ${role}`
    await this.#record({ actor: actor.email, action: 'operator.changeRole', subject: operatorId, detail })
  }

  async remove({ actor, operatorId }: { actor: Operator; operatorId: string }): Promise<void> {
    const operator = await this.#find(operatorId)
    await this.#keepAnAdmin(operator)
    await this.#endAllSessions(operatorId)
    await this.#input.tables.operator.deleteMany({ where: { id: operatorId } })
    const detail = operator.email
    await this.#record({ actor: actor.email, action: 'operator.remove', subject: operatorId, detail })
  }

  async listSessions(operatorId: string): Promise<ListedSession[]> {
    return (await this.#findSessions(operatorId)).map(
      ({ id, createdAt, expiresAt, ipAddress, userAgent }) => ({
        ...{ id, createdAt: createdAt.getTime(), expiresAt: expiresAt.getTime() },
        ...{ address: ipAddress ?? undefined, userAgent: userAgent ?? undefined },
      }),
    )
  }

  async endSessions(act: { actor: Operator; operatorId: string; sessionId?: string }): Promise<number> {
    const { actor, operatorId, sessionId } = act
    await this.#find(operatorId)
    const sessions = (await this.#findSessions(operatorId)).filter(
      ({ id }) => sessionId === undefined || id === sessionId,
    )
    if (sessionId !== undefined && sessions.length === 0)
      throw new AoiError('notFound', 'there is no such session')
    for (const session of sessions) await this.#endSession(session)
    const detail = `${sessions.length} ended`
    await this.#record({ actor: actor.email, action: 'operator.endSessions', subject: operatorId, detail })
    return sessions.length
  }

  #open(): Promise<OperatorAuth> {
    this.#auth ??= createOperatorAuth({
      ...this.#input.auth(),
      tables: this.#input.tables,
      onSessionEnded: (sessionId) => this.#input.announce({ kind: 'operatorSessionEnded', sessionId }),
    })
    return this.#auth
  }

  async #find(id: string): Promise<Operator> {
    const found = await this.#input.tables.operator.findFirst({ where: { id } })
    if (found === null) throw new AoiError('notFound', 'there is no such operator')
    return found as Operator
  }

  async #keepAnAdmin(operator: Operator): Promise<void> {
    const admins = Number(await this.#input.tables.operator.count({ where: { role: 'admin' } }))
    if (operator.role === 'admin' && admins === 1)
      throw new AoiError('invalid', 'the last admin stays one: make another operator an admin first')
  }

  async #findSessions(userId: string): Promise<SessionRow[]> {
    const where = { userId, expiresAt: { gt: new Date(this.#input.clock.now()) } }
    const orderBy = { createdAt: 'desc' }
    return (await this.#input.tables.operatorSession.findMany({ where, orderBy })) as SessionRow[]
  }

  async #endSession({ token }: { token: string }): Promise<void> {
    const { internalAdapter } = await (await this.#open()).$context
    await internalAdapter.deleteSession(token)
  }

  async #endAllSessions(operatorId: string): Promise<void> {
    for (const session of await this.#findSessions(operatorId)) await this.#endSession(session)
  }

  async #findCode(code: string): Promise<InvitationRow | undefined> {
    const where = { codeHash: hashCode(code) }
    const row = (await this.#input.tables.operatorInvitation.findFirst({ where })) as InvitationRow | null
    return row !== null && Number(row.expiresAt) > this.#input.clock.now() ? row : undefined
  }

  async #takeCode(code: string): Promise<boolean> {
    const where = { codeHash: hashCode(code) }
    const { count } = (await this.#input.tables.operatorInvitation.deleteMany({ where })) as { count: number }
    return count === 1
  }

  async #keepCode(invitation: {
    code: string
    seconds: number
    kind: Invitation['kind']
    email: string | null
    role: Role
  }): Promise<number> {
    const { code, seconds, ...kept } = invitation
    const createdAt = this.#input.clock.now()
    const expiresAt = createdAt + seconds * MILLISECONDS
    const data = { ...kept, id: randomUUID(), codeHash: hashCode(code), createdAt, expiresAt }
    await this.#input.tables.operatorInvitation.create({ data })
    return expiresAt
  }

  async #record(event: { actor: string; action: string; subject: string; detail?: string }): Promise<void> {
    await this.#input.store.recordAudit({ ...event, at: this.#input.clock.now() })
  }
}

function hashCode(code: string): string {
  return createHash('sha256').update(normalizeCode(code)).digest('hex')
}

function setsSession(answered: Response): boolean {
  return answered.headers
    .getSetCookie()
    .some((cookie) => /session_token=[^;]/.test(cookie) && !/max-age=0/i.test(cookie))
}
