import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { Clock } from '#server/core/clock.ts'
import { AoiError } from '#server/core/errors.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type { Actor, Invitation, OpenInvitation } from '#server/core/operators/operators.ts'
import { createSetupCode, normalizeCode } from './setup-code.ts'

const CODE_BYTES = 16
/** The kinds whose code makes an operator. */
const ENTRIES = ['setup', 'invitation'] as const

type Parts = { tables: Pick<OperatorTables, 'operator' | 'operatorInvitation'>; clock: Clock }

/**
 * The setup code and invitations. The invitation of an operator is valid only while they are an admin, so every statement
 * that uses one checks that.
 */
export class OperatorInvitations {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async createSetupCode(): Promise<string> {
    const code = createSetupCode()
    await this.#parts.tables.operatorInvitation.deleteMany({ where: { kind: 'setup' } })
    await this.#keep({ code, seconds: LIMITS.setupCodeSeconds, kind: 'setup', role: 'admin' })
    return code
  }

  /**
   * Replaces the open invitation of the address. Throws `invalid` if too many invitations are open, and `exists` if
   * another request made one at the same moment: only that one's link is valid.
   */
  async invite(input: {
    actor: Actor
    email: string
    role: Role
  }): Promise<{ code: string; expiresAt: number }> {
    const { actor, email, role } = input
    const { operatorInvitation } = this.#parts.tables
    await operatorInvitation.deleteMany({ where: { email, kind: 'invitation' } })
    const maximum = LIMITS.invitationsOpen
    if (Number(await operatorInvitation.count({ where: this.#isOpen() })) >= maximum)
      throw new AoiError('invalid', `at most ${maximum} invitations may be open: withdraw one first`, {
        ...{ reason: 'tooManyInvitations', parameters: { maximum } },
      })
    const code = randomBytes(CODE_BYTES).toString('base64url')
    const seconds = LIMITS.invitationSeconds
    const id = idOfInvitation(email)
    const keeping = this.#keep({
      ...{ id, code, seconds, kind: 'invitation', email, role },
      ...(actor.id === undefined ? {} : { invitedById: actor.id }),
    })
    try {
      return { code, expiresAt: await keeping }
    } catch (error) {
      if ((await operatorInvitation.findFirst({ where: { id } })) === null) throw error
      throw new AoiError('exists', 'email: an invitation of this address was made at the same moment', {
        parameters: { id },
      })
    }
  }

  /** Makes the code with which an operator sets a new password. It replaces an earlier one. */
  async makeReset({
    email,
    role,
  }: {
    email: string
    role: Role
  }): Promise<{ code: string; expiresAt: number }> {
    const id = idOfInvitation(`reset ${email}`)
    await this.#parts.tables.operatorInvitation.deleteMany({ where: { id } })
    const code = randomBytes(CODE_BYTES).toString('base64url')
    const seconds = LIMITS.passwordResetSeconds
    return { code, expiresAt: await this.#keep({ id, code, seconds, kind: 'reset', email, role }) }
  }

  /** Takes the code of a reset away. Returns the address of its operator if this call did. */
  async takeReset(code: string): Promise<string | undefined> {
    const { operatorInvitation } = this.#parts.tables
    const where = this.#isValid(code, ['reset'])
    const row = await operatorInvitation.findFirst({ where })
    const { count } = await operatorInvitation.deleteMany({ where })
    return count === 1 ? (row?.email ?? undefined) : undefined
  }

  /** Returns the invitations that nobody has accepted yet, the latest first. */
  async list(): Promise<OpenInvitation[]> {
    const rows = await this.#parts.tables.operatorInvitation.findMany<{
      invitedBy: { email: string } | null
    }>({
      where: { kind: 'invitation', ...this.#isOpen() },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      include: { invitedBy: { select: { email: true } } },
    })
    return rows.map(({ id, email, role, createdAt, expiresAt, invitedBy }) => ({
      ...{ id, email: email ?? '', role, invitedBy: invitedBy?.email ?? '' },
      ...{ createdAt: Number(createdAt), expiresAt: Number(expiresAt) },
    }))
  }

  /** Returns the e-mail address that the invitation was for; `undefined` if there is no such invitation. */
  async withdraw(id: string): Promise<string | undefined> {
    const { operatorInvitation } = this.#parts.tables
    const where = { id, kind: 'invitation' }
    const row = await operatorInvitation.findFirst({ where })
    const { count } = await operatorInvitation.deleteMany({ where })
    return count === 1 ? (row?.email ?? '') : undefined
  }

  /** Ends the invitations of an operator who may not invite any more. */
  async endOf(operatorId: string): Promise<void> {
    await this.#parts.tables.operatorInvitation.deleteMany({ where: { invitedById: operatorId } })
  }

  async find(code: string): Promise<Invitation | undefined> {
    const where = this.#isValid(code, ENTRIES)
    const row = await this.#parts.tables.operatorInvitation.findFirst({ where })
    return row === null ? undefined : { kind: row.kind, email: row.email ?? undefined, role: row.role }
  }

  /** Takes the code away. Returns whether this call did; it does not if the inviter is no admin any more. */
  async take(code: string): Promise<boolean> {
    const where = this.#isValid(code, ENTRIES)
    const { count } = await this.#parts.tables.operatorInvitation.deleteMany({ where })
    return count === 1
  }

  /** Takes the open invitation of an e-mail address away. Returns it if this call did. */
  async takeOf(email: string): Promise<{ role: Role } | undefined> {
    const { operatorInvitation } = this.#parts.tables
    const where = { kind: 'invitation', email, ...this.#isOpen() }
    const row = await operatorInvitation.findFirst({ where })
    if (row === null) return undefined
    const { count } = await operatorInvitation.deleteMany({ where: { ...where, id: row.id } })
    return count === 1 ? { role: row.role } : undefined
  }

  #isValid(code: string, kinds: readonly Invitation['kind'][]): object {
    return { codeHash: hashCode(code), kind: { in: kinds }, ...this.#isOpen() }
  }

  #isOpen(): object {
    return {
      expiresAt: { gt: this.#parts.clock.now() },
      // Doors without operators, such as the admin socket, have no inviter who could lose the role.
      OR: [{ invitedById: null }, { invitedBy: { is: { role: 'admin' } } }],
    }
  }

  async #keep(invitation: {
    id?: string
    code: string
    seconds: number
    kind: Invitation['kind']
    role: Role
    email?: string
    invitedById?: string
  }): Promise<number> {
    const { code, seconds, ...kept } = invitation
    const createdAt = this.#parts.clock.now()
    const expiresAt = createdAt + seconds * 1000
    const data = { id: randomUUID(), ...kept, codeHash: hashCode(code), createdAt, expiresAt }
    await this.#parts.tables.operatorInvitation.create({ data })
    return expiresAt
  }
}

/** The same for every invitation of an address, so that the database holds one at most. */
function idOfInvitation(email: string): string {
  return createHash('sha256').update(email).digest('hex').slice(0, 32)
}

function hashCode(code: string): string {
  return createHash('sha256').update(normalizeCode(code)).digest('hex')
}
