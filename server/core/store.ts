import type { Urgency } from '#protocol'
import type { StorageUnit } from '#protocol/dashboard/use.ts'
import type { StorageParty, StorageUse, StoredAmount } from './limits/quotas.ts'
import type { Turn } from './pacer.ts'

/**
 * The port to the database, implemented by `server/db` for SQLite and PostgreSQL.
 * `server/testing/store-contract.ts` is what every implementation must satisfy.
 * Times are Unix milliseconds; seqs are per token, contiguous, from 1. All writes are durable when the promise
 * settles. Where an input has `turn`, the method takes bounded steps, each in a turn of its own. A method that finds the database busy or full rejects with `AoiError('unavailable')`.
 */
export interface Store {
  /** Identity of the server that this database is: the same after a restore, a move, or a change of address. */
  readonly serverId: string
  /** Why the database cannot be used at the moment, as a sentence; `undefined` when it can. */
  readonly outage: string | undefined
  /** The database's incarnation (R5). */
  readonly epoch: string
  /** Calls the listener at once when this node finds or begins another incarnation. There is one listener. */
  onEpoch(listener: (epoch: string) => void): void
  /** Begins a new incarnation, after a restore from a backup: no cursor is believed across it. Answers the new epoch. */
  renewEpoch(): Promise<string>
  /** Reads it again: another node may have begun a new one. */
  refreshEpoch(): Promise<string>
  /** What the secret for cookies and authenticators is compared with; `undefined` before there was one. */
  readAuthVerifier(): Promise<string | undefined>
  keepAuthVerifier(verifier: string): Promise<void>

  // AOI Clients
  /** False: its enrolment code has ended or is used up, and there is no such AOI Client. */
  createAoiClient(client: NewAoiClient): Promise<boolean>
  findAoiClient(id: string): Promise<AoiClient | undefined>
  /**
   * Ends the AOI Client and every registration of it, in one transaction; with `neverConnected` only one that never had a
   * session. Answers its registrations; `undefined` when there was none to end.
   */
  endAoiClient(input: {
    id: string
    at: number
    neverConnected?: true
  }): Promise<EndedRegistration[] | undefined>
  /**
   * Whether a live notification waits for the AOI Client. Also true when more than `LIMITS.awaitedWalkRows` are to be looked
   * at.
   */
  isAwaited(input: { aoiClientId: string; now: number }): Promise<boolean>
  listAoiClients(page: PageRequest): Promise<Page<AoiClientRow>>
  /** Takes the next session number (the fence between two sessions of one AOI Client) and reads its registrations, in one transaction. */
  openSession(input: SessionWanted): Promise<OpenedSession | undefined>
  /** Of the sessions that a node holds, those that are not what the database has. */
  checkSessions(held: readonly HeldSession[]): Promise<SessionChange[]>
  /** Notes where they are that have ended; one that a newer session of its AOI Client has displaced changes nothing. */
  closeSessions(ended: readonly EndedSession[]): Promise<void>
  /** Has the sessions that these AOI Clients have on the nodes sent away. Answers who had one. */
  sendAway(input: { aoiClientIds: readonly string[]; nodeIds: readonly string[] }): Promise<string[]>
  /** Members of the tokens that are in session on the nodes; tokens without one are left out. */
  countOnline(input: {
    tokenIds: readonly number[]
    nodeIds: readonly string[]
  }): Promise<ReadonlyMap<number, number>>
  /** The AOI Clients among the token's members that are in session on the nodes. */
  listOnline(input: { tokenId: number; nodeIds: readonly string[] }): Promise<ReadonlySet<string>>

  // Registrations
  /**
   * Makes the token if it is new, and the AOI Client's registration to it unless it has one (then that one is
   * answered: idempotent). `startSeq` is the token's head, read under its lock. Rejects with `unauthorized` when the
   * AOI Client has ended, `invalid` above `LIMITS.registrationsPerClient`.
   */
  register(input: NewRegistration): Promise<Registration & { created: boolean }>
  /** Ends the AOI Client's registration to the token; `undefined` when it has none. */
  deregister(input: {
    aoiClientId: string
    clientAppToken: string
    at: number
  }): Promise<EndedRegistration | undefined>
  /** The registration that is a browser's own channel, by its token; `undefined` for what is none, or is over. */
  findChannel(clientAppToken: string): Promise<(Registration & { channel: BrowserChannel }) | undefined>
  listRegistrations(input: PageRequest & { aoiClientId: string }): Promise<Page<Registration>>
  /** Every registration that the AOI Client has or had to the token, in the order made. */
  findMemberships(input: { aoiClientId: string; tokenId: number }): Promise<Membership[]>
  recordRefusal(refusal: RegistrationRefusal): Promise<void>

  // The log
  /**
   * Group commit: all requests in one transaction, each whole or not at all, in order. Tokens are locked in id order;
   * seqs are given under that lock. A request with an idempotency key that is already stored is answered from it.
   * A notification with a topic marks the older live ones of that token and topic replaced. What would take a party over
   * its quota is refused.
   */
  append(requests: readonly AppendRequest[]): Promise<AppendOutcome[]>
  /**
   * Appends a notification again, without its topic, for those of its recipients that it ended without and that are
   * still members; for all others of the token it is a gap. Answers `undefined` when there is nobody of them. Each step
   * of it waits for its turn.
   */
  appendAgain(input: {
    id: string
    newId: string
    serverApplicationId: string
    acceptedAt: number
    turn?: Turn
  }): Promise<AppendedAgain | undefined>
  /** The rows with `afterSeq < seq ≤ upToSeq` of each range, ordered by token and seq. Rows compacted away are missing. */
  readLog(ranges: readonly LogRange[]): Promise<LogEntry[]>
  /** The first seq after `afterSeq` that is still in the log. */
  findNextSeq(input: { tokenId: number; afterSeq: number }): Promise<number | undefined>
  /**
   * The last seq of the range that is live at `now` and of one of the urgencies. TTL 0 counts where it is due to a
   * member that joined at `joinedSeq` and connected at `connectedAt`.
   */
  findUrgentSeq(
    input: LogRange & { urgencies: readonly Urgency[]; now: number; joinedSeq: number; connectedAt: number },
  ): Promise<number | undefined>
  /** Head positions, for the heartbeat (R2). */
  readHeads(tokenIds: readonly number[]): Promise<Map<number, number>>
  /**
   * Moves cursors, counts what was acked, and keeps an ack record of it, in one transaction. A move applies only if it
   * is of the newest session of its AOI Client and the registration's `ackedSeq` is still `fromSeq`. Returns the moves
   * that did not apply.
   */
  moveCursors(moves: readonly CursorMove[]): Promise<RefusedMove[]>

  // Outcomes
  findNotification(input: { id: string; now: number }): Promise<NotificationRow | undefined>
  /** Cancels what is pending. Answers whether it was this call that cancelled; false as well when it is over. */
  cancelNotification(input: { id: string; at: number }): Promise<boolean>
  /** Every recipient, ordered by registration id: a row of memory each. */
  readRecipients(input: { id: string; now: number; turn?: Turn }): Promise<DeliveryRow[]>
  /** Per recipient, ordered by registration id. */
  listDeliveries(input: PageRequest & { id: string; now: number }): Promise<Page<DeliveryRow>>
  /** What became of it for one AOI Client; `undefined` when that was no recipient. */
  findDelivery(input: { id: string; aoiClientId: string; now: number }): Promise<DeliveryRow | undefined>
  listNotifications(page: PageRequest & { now: number }): Promise<Page<NotificationRow>>
  /** The tokens of the applications granted; without `grants`, of every application (operators). */
  listTokens(
    input: PageRequest & { grants?: readonly string[]; applicationName?: string },
  ): Promise<Page<TokenRow>>
  findToken(clientAppToken: string): Promise<TokenRow | undefined>

  // Server Applications
  /** Makes the Server Application of that name if it is new, and a key of it. */
  createApiKey(key: NewApiKey): Promise<void>
  /** Makes a Server Application for a sender of Web Push, unless it is there or there are `atMost` of them. */
  nameServerApplication(application: NamedServerApplication): Promise<void>
  findApiKey(id: string): Promise<ApiKey | undefined>
  listApiKeys(page: PageRequest): Promise<Page<ApiKey>>
  revokeApiKey(input: { id: string; at: number }): Promise<boolean>
  /** Lets a live key end at `endsAt`, unless it ends before, and makes its successor; false when it is not live. */
  rotateApiKey(input: { id: string; at: number; endsAt: number; successor: NewApiKey }): Promise<boolean>
  touchApiKeys(uses: readonly { id: string; at: number }[]): Promise<void>

  // Enrolment codes
  /** False: there are `LIMITS.enrolmentCodes` already. */
  createEnrolmentCode(code: NewEnrolmentCode): Promise<boolean>
  findEnrolmentCode(id: string): Promise<EnrolmentCode | undefined>
  /** Those that admins made, newest first. */
  listEnrolmentCodes(page: PageRequest): Promise<Page<EnrolmentCode>>
  revokeEnrolmentCode(input: { id: string; at: number }): Promise<boolean>

  // Nonces of tokenProof
  /** Keeps it, and so many of the AOI Client's before it that it has `LIMITS.tokenProofNoncesPerClient` at most. */
  keepNonce(nonce: KeptNonce & { nonceHash: string }): Promise<void>
  /** Takes it away: nobody takes it again. */
  takeNonce(nonceHash: string): Promise<KeptNonce | undefined>

  // Nodes
  /** Tells that the node is there. Answers every node that did so in the last hour and has not left, by id. */
  reportNode(report: NodeReport): Promise<NodeReport[]>
  removeNode(id: string): Promise<void>

  // Keeping
  /** The parties for which notifications are stored, those with the most bytes first. */
  listUse(input: PageRequest & { unit?: StorageUnit | undefined }): Promise<Page<NamedUse>>
  /** All stored notifications. */
  sumUse(): Promise<StoredAmount>
  recordAudit(event: AuditEvent): Promise<void>
  /** One bounded step of each kind of housekeeping; answers how many rows it removed. Zero: nothing left to do. */
  sweep(input: { now: number; rows: number; turn?: Turn }): Promise<number>
  /** Counts for the overview. */
  count(input?: { turn?: Turn }): Promise<StoreCounts>
  /** One durable write that changes nothing, for `/api/ready`. */
  checkWrite(): Promise<void>
  close(): Promise<void>
}

export type PageRequest = { cursor?: string; limit: number }
export type Page<Row> = { rows: Row[]; nextCursor?: string }

export type NewAoiClient = {
  id: string
  /** SHA-256 of the secret, hex. */
  secretHash: string
  name?: string
  platform?: string
  createdAt: number
  /** The address that it registers from, as limits count it, where it uses no enrolment code. */
  network?: string
  /** The enrolment code that it uses once. */
  enrolmentCodeId?: string
}
/** `nodeId`: where its latest session is, or was when its node was killed. */
export type AoiClient = Omit<NewAoiClient, 'enrolmentCodeId' | 'network'> & {
  lastSeenAt: number
  sessionNumber: number
  nodeId?: string
}
export type AoiClientRow = Omit<AoiClient, 'secretHash'> & { registrations: number }

export type TokenKind = 'shared' | 'unique'

export type NewRegistration = {
  aoiClientId: string
  clientAppToken: string
  kind: TokenKind
  applicationName: string
  vapidKey?: string
  tokenScope: string
  /** For Web Push: from now on senders need not authenticate themselves, unless the token is bound to `vapidKey`. */
  webPush?: boolean
  channel?: BrowserChannel
  at: number
}

/** The subscription of a browser through which a registration is delivered (Mozilla's push socket). */
export type BrowserChannel = {
  channelId: string
  /** What is not encrypted for the browser yet is encrypted for these. */
  keys?: BrowserKeys
}

/** Of a `PushSubscription`, in base64url: the point and the secret of RFC 8291. */
export type BrowserKeys = { p256dh: string; auth: string }

/** A membership of an AOI Client in a token, with its cursor: the instance gets seqs after `startSeq`, and has `ackedSeq`. */
export type Registration = {
  registrationId: number
  aoiClientId: string
  tokenId: number
  clientAppToken: string
  applicationName: string
  startSeq: number
  ackedSeq: number
  headSeq: number
  vapidKey?: string
  channel?: BrowserChannel
}

export type EndedRegistration = { registrationId: number; tokenId: number; clientAppToken: string }

/** A session as a node holds it, with the registrations that it delivers to. */
export type HeldSession = { aoiClientId: string; sessionNumber: number; registrationIds: readonly number[] }

/** A session that an AOI Client begins, and the node where. */
export type SessionWanted = { aoiClientId: string; at: number; nodeId?: string }

export type EndedSession = { aoiClientId: string; sessionNumber: number; at: number }

export type SessionChange =
  /** The AOI Client has ended. */
  | { kind: 'ended'; aoiClientId: string }
  /** It has opened a newer session. */
  | { kind: 'displaced'; aoiClientId: string; sessionNumber: number }
  /** An operator wants it to come back later. */
  | { kind: 'sentAway'; aoiClientId: string }
  /** It has other registrations: these. */
  | { kind: 'registrations'; aoiClientId: string; registrations: Registration[] }

export type OpenedSession = { sessionNumber: number; registrations: Registration[] }

export type RegistrationRefusal = {
  aoiClientId?: string
  applicationName?: string
  code: string
  reason: string
  at: number
}

export type NewNotification = {
  id: string
  clientAppToken: string
  /** JSON text; base64url of the body where `headers` is given. */
  payload: string
  /** Headers of a Web Push body as JSON text, `{encoding, …}`. */
  headers?: string
  ttlSeconds: number
  urgency: Urgency
  topic?: string
}

export type AppendRequest = {
  serverApplicationId: string
  /** Where it comes from, as limits by address count it. Only without an API key. */
  address?: string
  acceptedAt: number
  idempotency?: { key: string; bodyHash: string }
  notifications: readonly NewNotification[]
} & Authority

/** What lets a request address a token. */
export type Authority =
  /** An API key's: ApplicationNames, exact or `prefix.*`. Never a token that is bound to a VAPID key. */
  | { grants: readonly string[] }
  | { webPush: WebPushAuthority }
  /** An operator's, who sends again what the token's own log holds: it was let in once, by whoever may send there. */
  | { sendsAgain: true }

/**
 * That of a sender of Web Push: the VAPID key that it proved to have (base64url, canonical). One without is let in to
 * tokens that an AOI Client registered for Web Push, and to all that are not bound where `openToAll`.
 */
export type WebPushAuthority = { vapidKey?: string; openToAll: boolean }

export type AppendResult =
  | { outcome: 'accepted'; clientAppToken: string; notificationId: string; seq: number; recipients: number }
  | { outcome: 'unknownToken'; clientAppToken: string }
  | { outcome: 'notGranted'; clientAppToken: string }
  /** Web Push alone: this token is for senders that say who they are. */
  | { outcome: 'unauthenticated'; clientAppToken: string }
  /** Web Push alone: this party would go over its quota. */
  | { outcome: 'overQuota'; clientAppToken: string; party: StorageParty }

export type AppendOutcome =
  /** `entries` are those accepted, in seq order per token. */
  | { kind: 'appended'; results: AppendResult[]; entries: LogEntry[] }
  /** The same key and body again: the first answer. */
  | { kind: 'replayed'; results: AppendResult[] }
  /** The same key with another body. */
  | { kind: 'keyReused' }
  /** The Server Application would go over its quota: nothing of the request is stored, its idempotency key neither. */
  | { kind: 'overQuota'; party: StorageParty }

export type LogEntry = {
  tokenId: number
  clientAppToken: string
  seq: number
  id: string
  payload: string
  headers?: string
  acceptedAt: number
  expiresAt: number
  /** `live` until it is cancelled or replaced; expiry is told by `expiresAt`. */
  state: 'live' | 'cancelled' | 'replaced'
  /** The registrations that it is meant for, where those are not all members. Only on what was read from the log. */
  meantFor?: ReadonlySet<number>
  /** A newer one of the same topic replaces it. */
  topic?: string
}

export type AppendedAgain = { tokenId: number; seq: number; recipients: number }

export type LogRange = { tokenId: number; afterSeq: number; upToSeq: number }

export type CursorMove = {
  registrationId: number
  tokenId: number
  /** Of the session that acknowledged it: only the newest session of an AOI Client moves its cursors. */
  sessionNumber: number
  /** The cursor before: exclusive. */
  fromSeq: number
  /** The cursor after: inclusive. */
  toSeq: number
  /** Runs inside the move that were gaps: passed over, not acked. Inclusive, ascending, disjoint. */
  gaps: readonly (readonly [fromSeq: number, toSeq: number])[]
  at: number
}

/** A move that did not apply. */
export type RefusedMove = {
  move: CursorMove
  /** `displaced`: a newer session of the AOI Client has begun. `elsewhere`: the cursor is not where the move begins. */
  reason: 'displaced' | 'elsewhere'
  /** Where the cursor is; absent when there is no such registration. */
  ackedSeq?: number
}

/** `recipients = acked + pending + expiredByTtl + cancelled + replaced + revoked`, at every instant. */
export type NotificationRow = {
  id: string
  tokenId: number
  clientAppToken: string
  applicationName: string
  serverApplicationId: string
  seq: number
  acceptedAt: number
  expiresAt: number
  cancelledAt?: number
  replacedAt?: number
  /** The notification that it is sent again of, to those who were without it. */
  resendOf?: string
  recipients: number
  acked: number
  pending: number
  expiredByTtl: number
  cancelled: number
  replaced: number
  revoked: number
}

/** A registration, from when to when. `endedAt` is missing while it lasts. */
export type Membership = {
  registrationId: number
  startSeq: number
  createdAt: number
  endedAt?: number
}

export type DeliveryRow = {
  registrationId: number
  aoiClientId: string
  outcome: 'acked' | 'pending' | 'expired' | 'cancelled' | 'replaced' | 'revoked'
  ackedAt?: number
}

export type TokenRow = {
  tokenId: number
  clientAppToken: string
  applicationName: string
  kind: TokenKind
  members: number
  headSeq: number
  createdAt: number
}

export type NewApiKey = {
  id: string
  /** SHA-256 of the secret, hex. */
  secretHash: string
  serverApplicationName: string
  grants: readonly string[]
  createdAt: number
  expiresAt?: number
}
export type ApiKey = NewApiKey & { serverApplicationId: string; revokedAt?: number; lastUsedAt?: number }

export type NamedServerApplication = { id: string; name: string; createdAt: number; atMost: number }

/** `name`: of the Server Application or AOI Client, or the whole token. `applicationName` is a token's. */
export type NamedUse = StorageUse & { name?: string; applicationName?: string }

/** Made by an admin for devices, or by the demo page for itself. */
export type EnrolmentKind = 'device' | 'demo'

export type NewEnrolmentCode = {
  id: string
  /** SHA-256 of the secret, hex. */
  secretHash: string
  kind: EnrolmentKind
  name: string
  createdBy: string
  createdAt: number
  expiresAt?: number
  usesMax?: number
}
export type EnrolmentCode = NewEnrolmentCode & { uses: number; lastUsedAt?: number; revokedAt?: number }

/** For whom a nonce is, and until when (Unix ms). */
export type KeptNonce = { aoiClientId: string; expiresAt: number }

/** What a node of this database tells of itself. Times are Unix ms. */
export type NodeReport = {
  id: string
  name: string
  role: string
  version: string
  startedAt: number
  /** When it told this. */
  seenAt: number
  draining: boolean
  /** AOI Clients in session there. */
  online: number
  memoryBytes: number
}

export type AuditEvent = { actor: string; action: string; subject: string; detail?: string; at: number }

export type StoreCounts = {
  aoiClients: number
  registrations: number
  sharedTokens: number
  uniqueTokens: number
}
