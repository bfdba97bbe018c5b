import { createHmac } from 'node:crypto'
import type { Clock } from '#server/core/clock.ts'
import type { OperatorTables, SessionRow } from '#server/core/operators/operator-tables.ts'
import type { OperatorMarks } from '#server/core/operators/operators.ts'
import { addCookie, readCookie } from './cookies.ts'
import type { KnownDevices } from './known-devices.ts'
import type { OperatorAuth } from './operator-auth.ts'
import type { OperatorEvents } from './operator-events.ts'
import type { OperatorSessions } from './operator-sessions.ts'
import type { PasskeyChallenges } from './passkey-challenges.ts'
import { findTimeStep, takeTimeStep } from './used-proofs.ts'

const BASE_PATH = '/api/auth'
const PROVIDER_PATH = '/callback/oidc'

type Person = { id: string; email: string }
type Session = { session: Pick<SessionRow, 'id' | 'token' | 'expiresAt'>; user: Person }

type Parts = {
  tables: Pick<OperatorTables, 'operator' | 'operatorSession' | 'operatorVerification' | 'operatorTwoFactor'>
  marks: OperatorMarks
  clock: Clock
  open: () => Promise<OperatorAuth>
  auth: () => { publicUrl: string; secret: string }
  sessions: OperatorSessions
  events: OperatorEvents
  devices: KnownDevices
  challenges: PasskeyChallenges
  /** Returns whether the operator may sign in without the identity provider. */
  mayBeLocal: (operatorId: string) => Promise<boolean>
}

type Rule = {
  /** `signsIn` tells the audit how the caller signed in. `action` is the act of a caller that was signed in before. */
  signsIn?: string
  action?: string
  /** The request ends the operator's other sessions. */
  endsOthers?: true
}

/** The consequences of each successful request of better-auth. */
const RULES: Readonly<Record<string, Rule>> = {
  '/sign-in/email': { signsIn: 'password' },
  '/sign-out': { action: 'operator.signOut' },
  '/change-password': { action: 'operator.changePassword', endsOthers: true },
  '/two-factor/disable': { action: 'operator.disableAuthenticator', endsOthers: true },
  '/two-factor/verify-totp': {
    ...{ signsIn: 'password and code', action: 'operator.enableAuthenticator', endsOthers: true },
  },
  '/two-factor/verify-backup-code': {
    ...{ signsIn: 'password and backup code', action: 'operator.useBackupCode' },
  },
  '/two-factor/generate-backup-codes': { action: 'operator.makeBackupCodes' },
  '/passkey/verify-registration': { action: 'operator.addPasskey' },
  '/passkey/verify-authentication': { signsIn: 'passkey' },
  '/passkey/delete-passkey': { action: 'operator.removePasskey', endsOthers: true },
  [PROVIDER_PATH]: { signsIn: 'identity provider' },
}

/**
 * Serves better-auth's requests with this server's additions: a time step counts once, a browser becomes a known
 * device, other sessions end, and the audit records the request.
 */
export class SignInDoor {
  readonly #parts: Parts
  /** Tokens of sessions that are being left on purpose. */
  readonly #leaving = new Set<string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async serve(request: Request): Promise<Response> {
    const auth = await this.#parts.open()
    const path = new URL(request.url).pathname.slice(BASE_PATH.length)
    const before = await auth.api.getSession({ headers: request.headers })
    if (path === '/two-factor/verify-totp' && !(await this.#takeCode(request, before))) return wrongCode()
    const answer = () => this.#leave(before, () => auth.handler(request))
    const answered = path.startsWith('/passkey/')
      ? await this.#parts.challenges.serve({ ...this.#parts.auth(), request, answer })
      : await answer()
    return answered.ok ? this.#conclude(answered, { path, headers: request.headers, before }) : answered
  }

  /** Serves the redirect of the identity provider. `answer` makes the session, if there is to be one. */
  async serveProvider(request: Request, answer: () => Promise<Response>): Promise<Response> {
    const { headers } = request
    const auth = await this.#parts.open()
    const before = await auth.api.getSession({ headers })
    const answered = await this.#leave(before, answer)
    return this.#conclude(answered, { path: PROVIDER_PATH, headers, before })
  }

  /** Signs in a new operator. */
  async signIn(body: { email: string; password: string }, headers: Headers): Promise<Response> {
    const auth = await this.#parts.open()
    const answered = await auth.api.signInEmail({ body, headers, asResponse: true })
    return this.#conclude(answered, { path: '/sign-in/email', headers, before: null })
  }

  async findClaimant(headers: Headers): Promise<string | undefined> {
    if (!headers.has('cookie')) return undefined
    const before = await (await this.#parts.open()).api.getSession({ headers })
    return (before?.user ?? (await this.#findHalfSignedIn(headers)))?.email
  }

  /** Called when better-auth has ended a session. */
  async onSessionEnded({ id, token, expiresAt }: Session['session']): Promise<void> {
    const isOver = expiresAt.getTime() <= this.#parts.clock.now()
    const reason = this.#leaving.has(token) ? 'signed-out' : isOver ? 'session-expired' : 'session-ended'
    await this.#parts.sessions.noteEnd({ id, token }, reason)
  }

  /**
   * Runs `serve`, and marks the caller's session as left on purpose meanwhile. If it ends, its browser needs no
   * explanation, because it gets another cookie.
   */
  async #leave(before: Session | null, serve: () => Promise<Response>): Promise<Response> {
    if (before === null) return serve()
    const { token } = before.session
    this.#leaving.add(token)
    try {
      return await serve()
    } finally {
      this.#leaving.delete(token)
    }
  }

  async #conclude(
    answered: Response,
    { path, headers, before }: { path: string; headers: Headers; before: Session | null },
  ): Promise<Response> {
    const { sessions, events, devices } = this.#parts
    const rule = RULES[path] ?? {}
    const after = await this.#findNewSession(answered)
    const person = after?.operator ?? before?.user
    if (person === undefined) return answered
    const isSignIn = after !== undefined && rule.signsIn !== undefined && !(before !== null && rule.action)
    if (isSignIn && path !== PROVIDER_PATH && !(await this.#parts.mayBeLocal(person.id))) {
      await sessions.end(after, 'signed-out')
      return providerRequired()
    }
    if (before !== null && after !== undefined) await sessions.end(before.session, 'signed-out')
    if (rule.endsOthers === true && before !== null)
      await sessions.endAll(person.id, {
        ...{ reason: 'session-ended', except: after?.token ?? before.session.token },
      })
    const isStepUp = before?.user.id === person.id
    const signIn = isStepUp ? 'operator.stepUp' : 'operator.signIn'
    const action = isSignIn ? signIn : before === null ? undefined : rule.action
    if (action !== undefined)
      await events.record(
        {
          ...{ actor: person.email, action, subject: person.id },
          ...(isSignIn ? { detail: rule.signsIn } : {}),
        },
        headers.get('x-request-id') ?? undefined,
      )
    if (after === undefined) return answered
    await sessions.endSurplus(person.id)
    return addCookie(answered, devices.remember(headers, person.email))
  }

  async #findNewSession(answered: Response): Promise<(SessionRow & { operator: Person }) | undefined> {
    const { publicUrl } = this.#parts.auth()
    const cookies = answered.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])
    const headers = new Headers({ cookie: cookies.join('; ') })
    const [token = ''] = (readCookie(headers, { publicUrl, name: 'session_token' }) ?? '').split('.')
    if (token === '') return undefined
    const found = await this.#parts.tables.operatorSession.findFirst<{ operator: Person }>({
      ...{ where: { token }, include: { operator: true } },
    })
    return found ?? undefined
  }

  /** Takes the time step of a code. Returns false if the code is wrong, or another request has taken the step. */
  async #takeCode(request: Request, before: Session | null): Promise<boolean> {
    const { tables, marks, clock, open } = this.#parts
    const person = before?.user ?? (await this.#findHalfSignedIn(request.headers))
    if (person === undefined) return true
    const row = await tables.operatorTwoFactor.findFirst({ where: { userId: person.id } })
    if (row === null) return true
    const { symmetricDecrypt } = await import('better-auth/crypto')
    const { secretConfig } = await (await open()).$context
    const secret = await symmetricDecrypt({ key: secretConfig, data: row.secret })
    const { code } = (await request.clone().json()) as { code: string }
    const step = await findTimeStep({ secret, code, now: clock.now() })
    return step !== undefined && (await takeTimeStep(marks, { operatorId: person.id, step }))
  }

  /** Returns the operator who gave the right password and no code yet. */
  async #findHalfSignedIn(headers: Headers): Promise<Person | undefined> {
    const { tables, auth, clock } = this.#parts
    const { publicUrl, secret } = auth()
    const [identifier = '', signature] = (readCookie(headers, { publicUrl, name: 'two_factor' }) ?? '').split(
      '.',
    )
    if (createHmac('sha256', secret).update(identifier).digest('base64') !== signature) return undefined
    const where = { identifier, expiresAt: { gt: new Date(clock.now()) } }
    const challenge = await tables.operatorVerification.findFirst({ where })
    if (challenge === null) return undefined
    return (await tables.operator.findFirst({ where: { id: challenge.value } })) ?? undefined
  }
}

/** The session that better-auth has just made is over, and its cookie is not passed on. */
function providerRequired(): Response {
  const message = 'only local admins may sign in without the identity provider'
  return Response.json({ code: 'PROVIDER_REQUIRED', message }, { status: 403 })
}

/** Returns the answer that better-auth gives to a wrong code. */
function wrongCode(): Response {
  return Response.json({ code: 'INVALID_CODE', message: 'Invalid code' }, { status: 401 })
}
