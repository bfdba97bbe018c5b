import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { SessionEndReason } from '#protocol/dashboard/sign-in.ts'

/** A signed-in operator, and the time of the last confirmation. */
export type OperatorSession = {
  sessionId: string
  operator: Operator
  /** Time of the sign-in: Unix ms. To confirm their identity, operators sign in again. */
  confirmedAt: number
}

/** An operator in the list for admins. Times are Unix ms. */
export type ListedOperator = Operator & {
  createdAt: number
  passkeys: number
  totp: boolean
  /** Whether the operator can prove their identity by a password. */
  hasPassword: boolean
  /** Whether the operator is linked to a person of the identity provider. */
  isLinked: boolean
}

/** A session of a signed-in operator. Times are Unix ms. */
export type ListedSession = {
  id: string
  createdAt: number
  expiresAt: number
  address: string | undefined
  userAgent: string | undefined
}

/** A one-time permission: to become an operator, or to set a new password. */
export type Invitation = { kind: 'setup' | 'invitation' | 'reset'; email: string | undefined; role: Role }

/** An open invitation. Times are Unix ms. */
export type OpenInvitation = {
  id: string
  email: string
  role: Role
  /** E-mail address of the admin who made it; empty if a door without operators did. */
  invitedBy: string
  createdAt: number
  expiresAt: number
}

/** Rows about operators that only the first node to write them writes. */
export interface OperatorMarks {
  /** Returns whether this call was the first to use the proof. `expiresAt` (Unix ms): when it may be forgotten. */
  takeProof(proof: { proofHash: string; expiresAt: number }): Promise<boolean>
  /** Keeps the reason why a session ended; the first reason stays. */
  noteEndedSession(ended: { tokenHash: string; reason: string; expiresAt: number }): Promise<void>
}

/** There is no such operator, or no other admin would be left. */
export type RoleRefusal = 'missing' | 'lastAdmin'

export type EndingSession = { id: string; token: string }

/** Changes that could take the last admin away. Each decides and writes in one transaction. */
export interface OperatorRoles {
  /** Returns the operator as before the change. */
  change(change: { operatorId: string; role: Role }): Promise<{ operator: Operator } | RoleRefusal>
  /** Returns the operator, and the sessions that were removed with them. */
  remove(operatorId: string): Promise<{ operator: Operator; sessions: EndingSession[] } | RoleRefusal>
}

/** A failed or refused attempt to authenticate. */
export type FailedAttempt = {
  /** The kind of secret: `password`, `code`, `passkey`, `invitation`. */
  secret: string
  address: string
  /** E-mail address of the account, if the attempt names one. */
  account: string | undefined
  /** The limit refused the attempt before it was evaluated. */
  refused: boolean
  requestId: string
}

/** A person who accepts an invitation; `code` is its secret. */
export type Newcomer = { code: string; name: string; email: string; password: string }

/** The link for a new password: its code, when it ends (Unix ms), and the operator. */
export type PasswordReset = { operatorId: string; email: string; code: string; expiresAt: number }
export type NewPassword = { code: string; password: string }

/** New passwords by a link in a mail. */
export interface PasswordResets {
  /** Makes the code of a link, which replaces an earlier one. `undefined` for an address without a password. */
  begin(email: string): Promise<PasswordReset | undefined>
  /** Sets the password, and ends the operator's sessions. Throws `forbidden` for an invalid code. */
  finish(input: NewPassword): Promise<void>
}

/** The party of an act on operators: an operator, or a door without one. `email` is its name in the audit. */
export type Actor = { id?: string | undefined; email: string }

/** An act on an operator (`operatorId`). */
type Act = { actor: Actor; operatorId: string }

/** Recovery for operators who lost their means of sign-in. */
export interface Recovery {
  /** E-mails of operators whose authenticator was encrypted with another secret, so that it cannot be checked. */
  readonly lostAuthenticators: readonly string[]
  /** Compares the secret with the secret that the database was used with. */
  checkSecret(): Promise<void>
  /** Throws `forbidden`, with a remedy, if the failure at this sign-in path comes from the changed secret. */
  explain(path: string): void
  /** Sets a password, which is shown once. Removes authenticator, passkeys and sessions. Throws `notFound`. */
  reset(email: string, actor: string): Promise<{ operatorId: string; password: string }>
}

/** One-time tickets with which a page opens its feed: we do not trust the cookies that a socket sends by itself. */
export interface Tickets {
  /** Issues a ticket for the session. Returns it with its end (Unix ms). */
  issue(session: OperatorSession): Promise<{ ticket: string; expiresAt: number }>
  /**
   * Uses a ticket up and returns its session; `undefined` if the ticket is unknown, used or expired, or its session has
   * ended.
   */
  take(ticket: string): Promise<OperatorSession | undefined>
  /** Returns the ended sessions among the ids. */
  filterEnded(sessionIds: readonly string[]): Promise<string[]>
}

/** Signs operators in through an identity provider (OpenID Connect). */
export interface SignInProvider {
  /** Its name on the sign-in page. */
  readonly name: string
  /** Whether only local admins may sign in without it. */
  readonly isRequired: boolean
  /**
   * Answers with the `url` of the provider at which the person signs in. `next` is the page to open afterwards. With
   * `confirms`, the provider must ask the person for their identity again. Throws `unavailable`.
   */
  begin(input: { next: string; confirms: boolean; headers: Headers }): Promise<Response>
  /** Answers the redirect of the provider by another one: to `next` with a session, or to the sign-in page. */
  conclude(request: Request): Promise<Response>
}

/** The operators, their sessions, and their invitations. There is no operator by default. */
export interface Operators {
  readonly provider: SignInProvider | undefined
  readonly passwordResets: PasswordResets
  /** Finds the session of a request by its cookie; `undefined` if nobody is signed in. */
  findSession(headers: Headers): Promise<OperatorSession | undefined>
  /** Returns the reason why a request has no session, for its page. */
  explainNoSession(headers: Headers): Promise<SessionEndReason>
  /** E-mail address of the operator to whom a request's session or unfinished sign-in belongs. */
  findClaimant(headers: Headers): Promise<string | undefined>
  /** Returns the id of the browser if this operator has signed in there before. */
  findKnownDevice(headers: Headers, email: string): string | undefined
  /** True if there is an operator with that e-mail address. */
  isOperator(email: string): Promise<boolean>
  /**
   * Records a failed attempt in the log and the audit. Repetitions are only counted, so that they cannot fill the disk.
   */
  noteFailure(attempt: FailedAttempt): void
  /** Writes the counted attempts before the process ends. */
  flush(): Promise<void>
  /** Removes expired rows in one bounded step. Returns their number. */
  sweep(rows: number): Promise<number>
  /** Answers requests below `/api/auth`: sign-in, and an operator's own passkeys, password and TOTP. */
  serve(request: Request): Promise<Response>
  exist(): Promise<boolean>
  /**
   * Makes a new one-time code for the first operator, an admin; earlier codes end. `undefined` once there is an
   * operator.
   */
  createSetupCode(): Promise<string | undefined>
  findInvitation(code: string): Promise<Invitation | undefined>
  /** Makes the operator and signs them in: the response sets the cookie. Throws `forbidden` for an invalid code. */
  accept(newcomer: Newcomer, headers: Headers): Promise<Response>
  list(): Promise<ListedOperator[]>
  /** Ends earlier invitations of that address. Throws `invalid` if an operator with that address exists. */
  invite(input: { actor: Actor; email: string; role: Role }): Promise<{ code: string; expiresAt: number }>
  listInvitations(): Promise<OpenInvitation[]>
  /** Throws `notFound`. */
  withdrawInvitation(act: { actor: Actor; invitationId: string }): Promise<void>
  /** Ends the operator's sessions. Throws `notFound`, or `invalid` for the last admin. */
  changeRole(act: Act & { role: Role }): Promise<void>
  /** Throws `notFound`, or `invalid` for the last admin. */
  remove(act: Act): Promise<void>
  listSessions(operatorId: string): Promise<ListedSession[]>
  /** Ends one session of the operator, or all. Throws `notFound`. */
  endSessions(act: Act & { sessionId?: string }): Promise<number>
}
