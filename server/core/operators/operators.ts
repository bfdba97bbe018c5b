import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { SessionEndReason } from '#protocol/dashboard/sign-in.ts'

/** A signed-in operator, and for how long what they confirmed counts. */
export type OperatorSession = {
  sessionId: string
  operator: Operator
  /** When they signed in: Unix ms. Who must confirm who they are signs in again. */
  confirmedAt: number
}

/** An operator as the others who manage them see them. Times are Unix ms. */
export type ListedOperator = Operator & { createdAt: number; passkeys: number; totp: boolean }

/** One place where an operator is signed in. Times are Unix ms. */
export type ListedSession = {
  id: string
  createdAt: number
  expiresAt: number
  address: string | undefined
  userAgent: string | undefined
}

/** What lets somebody become an operator, once. */
export type Invitation = { kind: 'setup' | 'invitation'; email: string | undefined; role: Role }

/** An invitation that nobody has taken up yet. Times are Unix ms. */
export type OpenInvitation = {
  id: string
  email: string
  role: Role
  /** E-mail address of the admin who made it. */
  invitedBy: string
  createdAt: number
  expiresAt: number
}

/** Rows about operators that are written once: the first node to write one wins. */
export interface OperatorMarks {
  /** Returns whether this call was the first to use the proof. `expiresAt` (Unix ms): when it may be forgotten. */
  takeProof(proof: { proofHash: string; expiresAt: number }): Promise<boolean>
  /** Keeps why a session ended; the first reason stays. */
  noteEndedSession(ended: { tokenHash: string; reason: string; expiresAt: number }): Promise<void>
}

/** There is no such operator, or no other admin would be left. */
export type RoleRefusal = 'missing' | 'lastAdmin'

export type EndingSession = { id: string; token: string }

/** Changes that could take the last admin away. Each decides and writes in one transaction. */
export interface OperatorRoles {
  /** Returns the operator as they were before. */
  change(change: { operatorId: string; role: Role }): Promise<{ operator: Operator } | RoleRefusal>
  /** Returns the operator, and the sessions that went with them. */
  remove(operatorId: string): Promise<{ operator: Operator; sessions: EndingSession[] } | RoleRefusal>
}

/** A failed or refused attempt to prove who one is. */
export type FailedAttempt = {
  /** What was tried: `password`, `code`, `passkey`, `invitation`. */
  secret: string
  address: string
  /** E-mail address of the account, where the attempt names one. */
  account: string | undefined
  /** The limit refused the attempt before it was evaluated. */
  refused: boolean
}

/** Who takes up an invitation; `code` is the secret of it. */
export type Newcomer = { code: string; name: string; email: string; password: string }

/** An act on operators: by whom, and on whom. */
type Act = { actor: Operator; operatorId: string }

/** The way back in for operators who lost what they sign in with. */
export interface Recovery {
  /** E-mails of the operators whose authenticator cannot be checked: another secret encrypted it. */
  readonly lostAuthenticators: readonly string[]
  /** Compares the secret with the one that the database was used with. */
  checkSecret(): Promise<void>
  /** Throws `forbidden` with the way out when a failure at this path of sign-in comes from the other secret. */
  explain(path: string): void
  /** A password that is shown once; authenticator, passkeys and sessions are gone. Throws `notFound`. */
  reset(email: string, actor: string): Promise<{ operatorId: string; password: string }>
}

/** One-time tickets by which a page opens its feed: a socket sends no cookie of its own accord that we would trust. */
export interface Tickets {
  /** A ticket for the session, and when it ends (Unix ms). */
  issue(session: OperatorSession): Promise<{ ticket: string; expiresAt: number }>
  /** Whose ticket it is, once; `undefined` for one that is unknown, was used or has ended, or whose session has. */
  take(ticket: string): Promise<OperatorSession | undefined>
  /** Those of the sessions that are over. */
  filterEnded(sessionIds: readonly string[]): Promise<string[]>
}

/** The operators, their sessions, and how one becomes an operator. There is none by default. */
export interface Operators {
  /** Whose request it is by its cookie; `undefined` when nobody is signed in. */
  findSession(headers: Headers): Promise<OperatorSession | undefined>
  /** Why a request has no session, for the page that sent it. */
  explainNoSession(headers: Headers): Promise<SessionEndReason>
  /** E-mail address of the operator whom a request's session or half-done sign-in belongs to. */
  findClaimant(headers: Headers): Promise<string | undefined>
  /** The id of the browser, when this operator has signed in there before. */
  findKnownDevice(headers: Headers, email: string): string | undefined
  /** Whether there is an operator of that e-mail address. */
  isOperator(email: string): Promise<boolean>
  /** Keeps a failed attempt for log and audit. Repeated ones are counted, so that they cannot fill the disk. */
  noteFailure(attempt: FailedAttempt): void
  /** Writes the failed attempts that were counted, before the process ends. */
  flush(): Promise<void>
  /** Removes what is over, in one bounded step. Returns how many rows. */
  sweep(rows: number): Promise<number>
  /** Sign-in and an operator's own passkeys, password and TOTP: the request below `/api/auth`, answered. */
  serve(request: Request): Promise<Response>
  exist(): Promise<boolean>
  /** A new one-time code for the first operator, who is an admin; those before it end. `undefined` once there is one. */
  createSetupCode(): Promise<string | undefined>
  findInvitation(code: string): Promise<Invitation | undefined>
  /** Makes the operator and signs them in: the answer sets the cookie. Throws `forbidden` for a code that is not valid. */
  accept(newcomer: Newcomer, headers: Headers): Promise<Response>
  list(): Promise<ListedOperator[]>
  /** Ends earlier invitations of that address. Throws `invalid` when they are an operator already. */
  invite(input: { actor: Operator; email: string; role: Role }): Promise<{ code: string; expiresAt: number }>
  listInvitations(): Promise<OpenInvitation[]>
  /** Throws `notFound`. */
  withdrawInvitation(act: { actor: Operator; invitationId: string }): Promise<void>
  /** Ends their sessions. Throws `notFound`, or `invalid` for the last admin. */
  changeRole(act: Act & { role: Role }): Promise<void>
  /** Throws `notFound`, or `invalid` for the last admin. */
  remove(act: Act): Promise<void>
  listSessions(operatorId: string): Promise<ListedSession[]>
  /** Ends one session of theirs, or all. Throws `notFound`. */
  endSessions(act: Act & { sessionId?: string }): Promise<number>
}
