import type { Role } from '#protocol/dashboard/roles.ts'
import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import { AoiError } from '#server/core/errors.ts'
import type { Log } from '#server/core/log.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type {
  Actor,
  FailedAttempt,
  Invitation,
  ListedOperator,
  ListedSession,
  Newcomer,
  OperatorMarks,
  OperatorRoles,
  OperatorSession,
  Operators,
  RoleRefusal,
} from '#server/core/operators/operators.ts'
import type { Store } from '#server/core/store.ts'
import { changeRole } from './change-role.ts'
import { KnownDevices } from './known-devices.ts'
import { PROVIDER_ID } from './oidc/admission.ts'
import { isLocalAdmin } from './oidc/local-admins.ts'
import type { OidcSettings } from './oidc/oidc-settings.ts'
import { ProviderSignIn } from './oidc/provider-sign-in.ts'
import { createOperatorAuth, type OperatorAuth, type OperatorAuthInput } from './operator-auth.ts'
import { OperatorEvents } from './operator-events.ts'
import { OperatorInvitations } from './operator-invitations.ts'
import { OperatorSessions, toListedSession } from './operator-sessions.ts'
import { PasskeyChallenges } from './passkey-challenges.ts'
import { PasswordResets } from './password-resets.ts'
import { SignInDoor } from './sign-in-door.ts'
import { sweepOperatorTables } from './sweep-operator-tables.ts'
import { takeChallenge } from './used-proofs.ts'

type Input = {
  store: Pick<Store, 'recordAudit'>
  tables: OperatorTables
  marks: OperatorMarks
  roles: OperatorRoles
  clock: Clock
  log: Log
  announce: (announcement: Announcement) => void
  idleMilliseconds: number
  oidc: OidcSettings | undefined
  /** Called only once the port is known. */
  auth: () => Pick<OperatorAuthInput, 'publicUrl' | 'secret' | 'isOwnOrigin'>
}

/** The operators in the database, signed in by better-auth. */
export class OperatorAccounts implements Operators {
  readonly #input: Input
  readonly #events: OperatorEvents
  readonly #sessions: OperatorSessions
  readonly #invitations: OperatorInvitations
  readonly #devices: KnownDevices
  readonly #challenges: PasskeyChallenges
  readonly #door: SignInDoor
  readonly provider: ProviderSignIn | undefined
  readonly passwordResets: PasswordResets
  #auth: Promise<OperatorAuth> | undefined

  constructor(input: Input) {
    this.#input = input
    const open = () => this.#open()
    this.#events = new OperatorEvents(input)
    this.#sessions = new OperatorSessions({ ...input, open })
    this.#invitations = new OperatorInvitations(input)
    this.#devices = new KnownDevices(() => ({ clock: input.clock, ...input.auth() }))
    this.#challenges = new PasskeyChallenges(input.clock)
    const shared = {
      ...{ ...input, open, sessions: this.#sessions, events: this.#events },
      mayBeLocal: async (operatorId: string) =>
        input.oidc?.isRequired !== true || (await isLocalAdmin(input.tables, operatorId)),
    }
    this.#door = new SignInDoor({ ...shared, devices: this.#devices, challenges: this.#challenges })
    this.passwordResets = new PasswordResets({ ...shared, invitations: this.#invitations })
    this.provider = this.#makeProvider()
  }

  #makeProvider(): ProviderSignIn | undefined {
    const { oidc: settings, ...input } = this.#input
    if (settings === undefined) return undefined
    return new ProviderSignIn({
      ...{ ...input, settings, sessions: this.#sessions, invitations: this.#invitations },
      ...{ events: this.#events, door: this.#door, auth: () => this.#authInput() },
    })
  }

  findSession(headers: Headers): Promise<OperatorSession | undefined> {
    return this.#sessions.find(headers)
  }

  explainNoSession(headers: Headers) {
    return this.#sessions.explain(headers)
  }

  findClaimant(headers: Headers): Promise<string | undefined> {
    return this.#door.findClaimant(headers)
  }

  findKnownDevice(headers: Headers, email: string): string | undefined {
    return this.#devices.find(headers, email)
  }

  async isOperator(email: string): Promise<boolean> {
    return (await this.#input.tables.operator.count({ where: { email } })) > 0
  }

  noteFailure(attempt: FailedAttempt): void {
    this.#events.noteFailure(attempt)
  }

  flush(): Promise<void> {
    return this.#events.flush()
  }

  async sweep(rows: number): Promise<number> {
    const { tables, clock } = this.#input
    return (
      (await this.#sessions.sweep(rows)) + (await sweepOperatorTables(tables, { now: clock.now(), rows }))
    )
  }

  serve(request: Request): Promise<Response> {
    return this.#door.serve(request)
  }

  async exist(): Promise<boolean> {
    return (await this.#input.tables.operator.count()) > 0
  }

  async createSetupCode(): Promise<string | undefined> {
    return (await this.exist()) ? undefined : this.#invitations.createSetupCode()
  }

  async findInvitation(code: string): Promise<Invitation | undefined> {
    const found = await this.#invitations.find(code)
    return found?.kind === 'setup' && (await this.exist()) ? undefined : found
  }

  async accept(newcomer: Newcomer, headers: Headers): Promise<Response> {
    const { code, name, password } = newcomer
    const invitation = await this.findInvitation(code)
    if (invitation === undefined) throw invalidInvitation()
    const email = (invitation.email ?? newcomer.email).toLowerCase()
    if (await this.isOperator(email)) throw operatorExists()
    if (this.provider?.isRequired === true && invitation.role !== 'admin') throw providerRequired()
    const { internalAdapter, password: passwords } = await (await this.#open()).$context
    const passwordHash = await passwords.hash(password)
    // Takes the code before it makes the operator, so that two requests at once do not both succeed.
    if (!(await this.#invitations.take(code))) throw invalidInvitation()
    const operator = await internalAdapter.createUser(
      { name, email, emailVerified: false, role: invitation.role },
      { method: 'email' },
    )
    const account = { providerId: 'credential', accountId: operator.id, userId: operator.id }
    await internalAdapter.linkAccount({ ...account, password: passwordHash })
    await this.#events.record({ actor: email, action: `operator.${invitation.kind}`, subject: operator.id })
    return this.#door.signIn({ email, password }, headers)
  }

  async list(): Promise<ListedOperator[]> {
    const rows = await this.#input.tables.operator.findMany<{
      _count: { passkeys: number }
      accounts: { providerId: string }[]
    }>({
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      include: { _count: { select: { passkeys: true } }, accounts: { select: { providerId: true } } },
    })
    return rows.map(({ id, name, email, role, createdAt, twoFactorEnabled, _count, accounts }) => ({
      ...{ id, name, email, role, createdAt: createdAt.getTime() },
      ...{ passkeys: _count.passkeys, totp: twoFactorEnabled === true },
      hasPassword: accounts.some(({ providerId }) => providerId === 'credential'),
      isLinked: accounts.some(({ providerId }) => providerId === PROVIDER_ID),
    }))
  }

  async invite(input: {
    actor: Actor
    email: string
    role: Role
  }): Promise<{ code: string; expiresAt: number }> {
    const { actor, role } = input
    const email = input.email.toLowerCase()
    if (await this.isOperator(email)) throw operatorExists()
    const invited = await this.#invitations.invite({ actor, email, role })
    await this.#events.record({
      actor: actor.email,
      action: 'operator.invite',
      subject: email,
      detail: role,
    })
    return invited
  }

  listInvitations() {
    return this.#invitations.list()
  }

  async withdrawInvitation({ actor, invitationId }: { actor: Actor; invitationId: string }): Promise<void> {
    const subject = await this.#invitations.withdraw(invitationId)
    if (subject === undefined) throw new AoiError('notFound', 'no invitation has this id')
    await this.#events.record({ actor: actor.email, action: 'operator.withdrawInvitation', subject })
  }

  async changeRole(act: { actor: Actor; operatorId: string; role: Role }): Promise<void> {
    const { roles } = this.#input
    const parts = { roles, sessions: this.#sessions, invitations: this.#invitations, events: this.#events }
    const refusal = await changeRole(parts, { ...act, actor: act.actor.email })
    if (refusal !== undefined) throw roleRefusal(refusal)
  }

  async remove({ actor, operatorId }: { actor: Actor; operatorId: string }): Promise<void> {
    const removed = await this.#input.roles.remove(operatorId)
    if (typeof removed === 'string') throw roleRefusal(removed)
    for (const session of removed.sessions) await this.#sessions.noteEnd(session, 'session-ended')
    const detail = removed.operator.email
    await this.#events.record({
      ...{ actor: actor.email, action: 'operator.remove', subject: operatorId, detail },
    })
  }

  async listSessions(operatorId: string): Promise<ListedSession[]> {
    return (await this.#sessions.list(operatorId)).map(toListedSession)
  }

  async endSessions(act: { actor: Actor; operatorId: string; sessionId?: string }): Promise<number> {
    const { actor, operatorId, sessionId } = act
    await this.#mustExist(operatorId)
    const sessions = (await this.#sessions.list(operatorId)).filter(
      ({ id }) => sessionId === undefined || id === sessionId,
    )
    if (sessionId !== undefined && sessions.length === 0)
      throw new AoiError('notFound', 'no session has this id')
    for (const session of sessions) await this.#sessions.end(session, 'session-ended')
    const detail = `${sessions.length} ended`
    await this.#events.record({
      ...{ actor: actor.email, action: 'operator.endSessions', subject: operatorId, detail },
    })
    return sessions.length
  }

  #open(): Promise<OperatorAuth> {
    this.#auth ??= createOperatorAuth(this.#authInput())
    return this.#auth
  }

  #authInput(): OperatorAuthInput {
    const { tables, marks, auth } = this.#input
    return {
      ...auth(),
      tables: { ...tables, operatorVerification: this.#challenges.cover(tables.operatorVerification) },
      onSessionEnded: (session) => this.#door.onSessionEnded(session),
      onPasskeyVerified: async () => {
        const { current } = this.#challenges
        return current !== undefined && (await takeChallenge(marks, current))
      },
    }
  }

  async #mustExist(id: string): Promise<void> {
    if ((await this.#input.tables.operator.findFirst({ where: { id } })) === null)
      throw roleRefusal('missing')
  }
}

function roleRefusal(refusal: RoleRefusal): AoiError {
  if (refusal === 'missing') return new AoiError('notFound', 'no operator has this id')
  return new AoiError(
    'invalid',
    'the last admin must remain an admin: make another operator an admin first',
    {
      reason: 'lastAdmin',
    },
  )
}

function invalidInvitation(): AoiError {
  return new AoiError('forbidden', 'the code is not valid, or has been used', {
    reason: 'invitationInvalid',
  })
}

function providerRequired(): AoiError {
  return new AoiError('forbidden', 'sign in through the identity provider to accept the invitation', {
    reason: 'providerRequired',
  })
}

function operatorExists(): AoiError {
  return new AoiError('invalid', 'email: an operator with this address exists', { reason: 'operatorExists' })
}
