import type { EveryLabel, Labels, Urgency } from '#protocol'
import type { AdminScope } from '#protocol/admin-scopes.ts'
import type { StorageUnit } from '#protocol/dashboard/use.ts'
import type { KeyLimits } from '#protocol/key-limits.ts'
import type { StorageParty, StorageUse, StoredAmount } from './limits/quotas.ts'
import type { Turn } from './pacer.ts'
import type { KeyScope } from './server-applications/key-scope.ts'

/**
 * The port to the database, implemented by `server/db` for SQLite and PostgreSQL. Every implementation must pass
 * `server/testing/store-contract.ts`.
 * Times are Unix milliseconds; seqs are per token, contiguous, from 1. All writes are durable when the promise settles.
 * A method with a `turn` in its input takes bounded steps, each in its own turn. A method that finds the database busy
 * or full rejects with `AoiError('unavailable')`.
 */
export interface Store {
  /** Identity of this database's server: the same after a restore, a move, or a change of address. */
  readonly serverId: string
  /** Sentence that says why the database is unusable now; `undefined` if it is usable. */
  readonly outage: string | undefined
  /** The database's incarnation (R5). */
  readonly epoch: string
  /** Calls the listener as soon as this node detects or begins another incarnation. There is one listener. */
  onEpoch(listener: (epoch: string) => void): void
  /** Begins a new incarnation after a restore from a backup, which invalidates all cursors. Returns the new epoch. */
  renewEpoch(): Promise<string>
  /** Reads the epoch again: another node may have begun a new one. */
  refreshEpoch(): Promise<string>
  /** The value to check the secret for cookies and authenticators against; `undefined` before the first secret. */
  readAuthVerifier(): Promise<string | undefined>
  keepAuthVerifier(verifier: string): Promise<void>

  // AOI Clients
  /** Returns false, and makes no AOI Client, if the enrolment code has ended or is used up. */
  createAoiClient(client: NewAoiClient): Promise<boolean>
  findAoiClient(id: string): Promise<AoiClient | undefined>
  /**
   * Ends the AOI Client and all its registrations in one transaction; with `neverConnected`, only if it never had a
   * session. Returns the ended registrations; `undefined` if it ended none.
   */
  endAoiClient(input: {
    id: string
    at: number
    neverConnected?: true
  }): Promise<EndedRegistration[] | undefined>
  /**
   * True if a live notification waits for the AOI Client. Also true if a check would have to read more than
   * `LIMITS.awaitedWalkRows` rows.
   */
  isAwaited(input: { aoiClientId: string; now: number }): Promise<boolean>
  listAoiClients(page: PageRequest): Promise<Page<AoiClientRow>>
  /**
   * Takes the next session number, which fences off earlier sessions of the AOI Client, and reads its registrations, in
   * one transaction.
   */
  openSession(input: SessionWanted): Promise<OpenedSession | undefined>
  /** Compares the sessions that a node holds with the database. Returns those that differ. */
  checkSessions(held: readonly HeldSession[]): Promise<SessionChange[]>
  /** Records the end of sessions. A session that a newer one of its AOI Client has displaced changes nothing. */
  closeSessions(ended: readonly EndedSession[]): Promise<void>
  /** Marks the sessions of these AOI Clients on the nodes to be sent away. Returns the AOI Clients that had one. */
  sendAway(input: { aoiClientIds: readonly string[]; nodeIds: readonly string[] }): Promise<string[]>
  /** Counts the tokens' members in session on the nodes; tokens without one are left out. */
  countOnline(input: {
    tokenIds: readonly number[]
    nodeIds: readonly string[]
  }): Promise<ReadonlyMap<number, number>>
  /** Returns the token's members in session on the nodes. */
  listOnline(input: { tokenId: number; nodeIds: readonly string[] }): Promise<ReadonlySet<string>>

  // Registrations
  /**
   * Makes the token if it is new, and the AOI Client's registration to it. Returns an existing registration instead:
   * idempotent, but for a subscription at a push service, which moves. `startSeq` is the token's head, read under its
   * lock. Rejects with `unauthorized` if the AOI Client has ended, `invalid` above `LIMITS.registrationsPerClient`.
   */
  register(input: NewRegistration): Promise<Registration & { created: boolean }>
  /** Ends the AOI Client's registration to the token; `undefined` if it has none. */
  deregister(input: {
    aoiClientId: string
    clientAppToken: string
    at: number
  }): Promise<EndedRegistration | undefined>
  /**
   * Finds the registration of a browser's own channel by its token; `undefined` if it is no such channel, or has ended.
   */
  findChannel(clientAppToken: string): Promise<(Registration & { channel: BrowserChannel }) | undefined>
  listRegistrations(input: PageRequest & { aoiClientId: string }): Promise<Page<Registration>>
  /** All present and past registrations of the AOI Client to the token, in the order made. */
  findMemberships(input: { aoiClientId: string; tokenId: number }): Promise<Membership[]>
  recordRefusal(refusal: RegistrationRefusal): Promise<void>

  // The log
  /**
   * Group commit: all requests in one transaction, each whole or not at all, in order. Tokens are locked in id order,
   * and seqs are assigned under that lock. A request with a stored idempotency key gets the stored answer. A
   * notification with a topic marks the older live ones of that token and topic as replaced. A notification that would
   * take a party over its quota is refused. A notification with `deliverAt` gets no seq yet: it waits in the
   * `ScheduleStore` until a due request moves it into the log.
   */
  append(requests: readonly AppendRequest[]): Promise<AppendOutcome[]>
  /**
   * Appends a notification again, without its topic, for recipients that it ended without and that are still members.
   * For all other members it is a gap. Returns `undefined` if there is no such recipient. Each of its steps waits for a
   * turn.
   */
  appendAgain(input: {
    id: string
    newId: string
    serverApplicationId: string
    acceptedAt: number
    turn?: Turn
  }): Promise<AppendedAgain | undefined>
  /** The rows with `afterSeq < seq ≤ upToSeq` of each range, ordered by token and seq. Compacted rows are missing. */
  readLog(ranges: readonly LogRange[]): Promise<LogEntry[]>
  /** The first seq after `afterSeq` that is still in the log. */
  findNextSeq(input: { tokenId: number; afterSeq: number }): Promise<number | undefined>
  /**
   * The last seq of the range that is live at `now` and has one of the urgencies. TTL 0 counts if it is due to a member
   * that joined at `joinedSeq` and connected at `connectedAt`.
   */
  findUrgentSeq(
    input: LogRange & { urgencies: readonly Urgency[]; now: number; joinedSeq: number; connectedAt: number },
  ): Promise<number | undefined>
  /** Heads of the tokens' logs, for the heartbeat (R2). */
  readHeads(tokenIds: readonly number[]): Promise<Map<number, number>>
  /**
   * Moves cursors, counts the acked notifications, and stores an ack record, in one transaction. A move applies only if
   * it comes from the newest session of its AOI Client and the registration's `ackedSeq` is still `fromSeq`. Returns
   * the moves that did not apply.
   */
  moveCursors(moves: readonly CursorMove[]): Promise<RefusedMove[]>

  // Outcomes
  findNotification(input: { id: string; now: number }): Promise<NotificationRow | undefined>
  /** Returns how far each notification has got, by one statement; unknown ids are left out. */
  readProgress(ids: readonly string[]): Promise<Progress[]>
  /** Cancels the pending deliveries. Returns true if this call cancelled; false also if the notification is over. */
  cancelNotification(input: { id: string; at: number }): Promise<boolean>
  /** All recipients, ordered by registration id. Every row is in memory at once. */
  readRecipients(input: { id: string; now: number; turn?: Turn }): Promise<DeliveryRow[]>
  /** Recipients, a page at a time, ordered by registration id. */
  listDeliveries(input: PageRequest & { id: string; now: number }): Promise<Page<DeliveryRow>>
  /** The outcome for one AOI Client; `undefined` if it was no recipient. */
  findDelivery(input: { id: string; aoiClientId: string; now: number }): Promise<DeliveryRow | undefined>
  listNotifications(page: PageRequest & { now: number }): Promise<Page<NotificationRow>>
  /** The tokens that an API key may address; without `scope`, those of every application (operators). */
  listTokens(input: PageRequest & { scope?: KeyScope; applicationName?: string }): Promise<Page<TokenRow>>
  findToken(clientAppToken: string): Promise<TokenRow | undefined>

  // Server Applications
  /**
   * Makes a key, and the Server Application of that name if it is new. With `isOnly`, it makes none and returns the id
   * of the valid key that the Server Application has.
   */
  createApiKey(key: NewApiKey & { isOnly?: boolean }): Promise<string | undefined>
  /** Makes a Server Application for a sender of Web Push, unless it exists or there are `atMost` of them. */
  nameServerApplication(application: NamedServerApplication): Promise<void>
  findApiKey(id: string): Promise<ApiKey | undefined>
  listApiKeys(page: PageRequest): Promise<Page<ApiKey>>
  revokeApiKey(input: { id: string; at: number }): Promise<boolean>
  /**
   * Ends a live key at `endsAt`, unless it ends earlier, and makes its successor. Returns false if the key is not live.
   */
  rotateApiKey(input: { id: string; at: number; endsAt: number; successor: NewApiKey }): Promise<boolean>
  touchApiKeys(uses: readonly { id: string; at: number }[]): Promise<void>

  // Admin keys
  /** Returns the id of a valid key of that name, or `full` if there are `LIMITS.adminKeys`, and then makes none. */
  createAdminKey(key: NewAdminKey): Promise<'made' | 'full' | { id: string }>
  findAdminKey(id: string): Promise<AdminKey | undefined>
  listAdminKeys(page: PageRequest): Promise<Page<AdminKey>>
  revokeAdminKey(input: { id: string; at: number }): Promise<boolean>
  touchAdminKey(use: { id: string; at: number }): Promise<void>

  // Enrolment codes
  /**
   * Returns false if there are `LIMITS.enrolmentCodes` already. With `isOnly`, it makes none and returns the id of a
   * valid code of that name.
   */
  createEnrolmentCode(code: NewEnrolmentCode & { isOnly?: boolean }): Promise<boolean | string>
  findEnrolmentCode(id: string): Promise<EnrolmentCode | undefined>
  /** Lists the codes that admins made, newest first. */
  listEnrolmentCodes(page: PageRequest): Promise<Page<EnrolmentCode>>
  revokeEnrolmentCode(input: { id: string; at: number }): Promise<boolean>

  // Nonces of tokenProof
  /** Stores a nonce. Deletes the oldest ones of the AOI Client above `LIMITS.tokenProofNoncesPerClient`. */
  keepNonce(nonce: KeptNonce & { nonceHash: string }): Promise<void>
  /** Removes and returns the nonce, so that it is used once. */
  takeNonce(nonceHash: string): Promise<KeptNonce | undefined>

  // Nodes
  /** Reports the node. Returns, by id, every node that reported in the last hour and has not left. */
  reportNode(report: NodeReport): Promise<NodeReport[]>
  removeNode(id: string): Promise<void>

  // Keeping
  /** Lists the parties with stored notifications, the most bytes first. */
  listUse(input: PageRequest & { unit?: StorageUnit | undefined }): Promise<Page<NamedUse>>
  /** All stored notifications. */
  sumUse(): Promise<StoredAmount>
  recordAudit(event: AuditEvent): Promise<void>
  /**
   * Runs one bounded step of each kind of housekeeping. Returns the number of removed rows; zero: nothing is left to
   * do.
   */
  sweep(input: { now: number; rows: number; turn?: Turn }): Promise<number>
  /** Counts for the overview. */
  count(input?: { turn?: Turn }): Promise<StoreCounts>
  /** Makes one durable write that changes nothing, for `/api/ready`. */
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
  /** The address of the registration, as limits by address count it, if it uses no enrolment code. */
  network?: string
  /** The enrolment code that it uses once. */
  enrolmentCodeId?: string
}
/** `nodeId`: the node of its latest session, also after that node was killed. */
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
  /** For Web Push: senders need no authentication from now on, unless the token is bound to `vapidKey`. */
  webPush?: boolean
  channel?: BrowserChannel
  /** Null removes the subscription of an existing registration. Without it, that one stays. */
  push?: PushSubscription | null
  /** Names the registration to senders. Without it, an existing registration keeps its label. */
  label?: string
  at: number
}

/** A subscription at a push service, by which a registration is delivered while its AOI Client has no session. */
export type PushSubscription = {
  endpoint: string
  keys: BrowserKeys
  /** The VAPID key of this server with which it was made. */
  vapidKey: string
  /** True: payloads for a person are sent as declarative messages. */
  declarative: boolean
}

/** The subscription of a browser through which a registration is delivered (Mozilla's push socket). */
export type BrowserChannel = {
  channelId: string
  /** Bodies that are not yet encrypted for the browser are encrypted for these keys. */
  keys?: BrowserKeys
}

/** Keys of a `PushSubscription` in base64url: the point and the secret of RFC 8291. */
export type BrowserKeys = { p256dh: string; auth: string }

/**
 * A membership of an AOI Client in a token, with its cursor: it receives seqs after `startSeq`, and has acked up to
 * `ackedSeq`.
 */
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
  push?: PushSubscription
}

export type EndedRegistration = { registrationId: number; tokenId: number; clientAppToken: string }

/** A session that a node holds, with the registrations that it delivers to. */
export type HeldSession = { aoiClientId: string; sessionNumber: number; registrationIds: readonly number[] }

/**
 * A session that an AOI Client begins, and its node. With `after`, the session begins only if the latest one of the AOI
 * Client has that number: it must displace none.
 */
export type SessionWanted = { aoiClientId: string; at: number; nodeId?: string; after?: number }

/**
 * The rest is for the flight recorder. Without `openedAt`, the session leaves no record: it never began, or delivered by
 * a push service.
 */
export type EndedSession = {
  aoiClientId: string
  sessionNumber: number
  at: number
  openedAt?: number
  closingCode?: number
  roundTripMs?: number
}

export type SessionChange =
  /** The AOI Client has ended. */
  | { kind: 'ended'; aoiClientId: string }
  /** It has opened a newer session. */
  | { kind: 'displaced'; aoiClientId: string; sessionNumber: number }
  /** An operator sent it away; it may come back later. */
  | { kind: 'sentAway'; aoiClientId: string }
  /** Its registrations differ: these are the current ones. */
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
  /** JSON text; with `headers`, base64url of the body. */
  payload: string
  /** Headers of a Web Push body as JSON text, `{encoding, …}`. */
  headers?: string
  ttlSeconds: number
  urgency: Urgency
  /** W3C Trace Context, for the recipients. */
  traceparent?: string
  /** Unix ms. Until then it waits outside of the log, unless the request is due. Its TTL counts from then. */
  deliverAt?: number
} & Labels

export type AppendRequest = {
  serverApplicationId: string
  /** Address of the request, as limits by address count it. Only without an API key. */
  address?: string
  acceptedAt: number
  idempotency?: { key: string; bodyHash: string }
  /** Of an API key with its own quota: notifications on a day (days since 1970, UTC). */
  keyQuota?: { apiKeyId: string; day: number; perDay: number } | undefined
  /** The API key of the request: its revocation cancels those that still wait for their time. */
  apiKeyId?: string
  notifications: readonly NewNotification[]
  /** If one of them is refused, none is stored. */
  isWhole?: boolean
} & Authority

/** The authority of a request to address a token. */
export type Authority =
  /** Scope of an API key. It never includes a token bound to a VAPID key. */
  | KeyScope
  | { webPush: WebPushAuthority }
  /** An operator's, to send again from the token's own log: an authorised sender sent the notification before. */
  | { sendsAgain: true }
  /** The server's own, to move notifications into the log that it accepted earlier for this time. */
  | { isDue: true }

/**
 * Authority of a sender of Web Push: the VAPID key that it proved (base64url, canonical). A sender without a key may
 * send to tokens that an AOI Client registered for Web Push, and with `openToAll` to every token without a bound key.
 */
export type WebPushAuthority = { vapidKey?: string; openToAll: boolean }

export type AppendResult =
  | { outcome: 'accepted'; clientAppToken: string; notificationId: string; seq: number; recipients: number }
  /** It waits for its time. */
  | { outcome: 'scheduled'; clientAppToken: string; notificationId: string; deliverAt: number }
  /** Only due ones: it waits no longer, because it was cancelled, or another node has moved it into the log. */
  | { outcome: 'gone'; clientAppToken: string }
  | { outcome: 'unknownToken'; clientAppToken: string }
  | { outcome: 'notGranted'; clientAppToken: string }
  /** Only Web Push: this token needs an authenticated sender. */
  | { outcome: 'unauthenticated'; clientAppToken: string }
  /** Only Web Push: this party would exceed its quota. */
  | { outcome: 'overQuota'; clientAppToken: string; party: StorageParty }

export type AppendOutcome =
  /** `entries` are the accepted ones, in seq order per token. */
  | { kind: 'appended'; results: AppendResult[]; entries: LogEntry[] }
  /** Same key and body as an earlier request: its answer. */
  | { kind: 'replayed'; results: AppendResult[] }
  /** Same key with another body. */
  | { kind: 'keyReused' }
  /** Only with `isWhole`: these refuse the whole request. Nothing of it is stored, not even its idempotency key. */
  | { kind: 'refused'; refusals: readonly { index: number; outcome: 'unknownToken' | 'notGranted' }[] }
  /** The Server Application would exceed its quota: nothing of the request is stored, not even its idempotency key. */
  | { kind: 'overQuota'; party: StorageParty }
  /** The API key would exceed its own quota: nothing is stored, as above. */
  | { kind: 'overKeyQuota' }

/** A notification as the hub delivers it. Absent fields are `undefined`, so that all entries have one shape. */
export type LogEntry = {
  tokenId: number
  clientAppToken: string
  seq: number
  id: string
  payload: string
  headers: string | undefined
  urgency: Urgency
  acceptedAt: number
  expiresAt: number
  /** W3C Trace Context of the submission, for the recipients. */
  traceparent: string | undefined
  /** `live` until it is cancelled or replaced; `expiresAt` shows expiry. */
  state: 'live' | 'cancelled' | 'replaced'
  /** The registrations of the recipients, unless all members are. Only in entries read from the log. */
  meantFor?: ReadonlySet<number>
} & EveryLabel

export type AppendedAgain = { tokenId: number; seq: number; recipients: number }

export type LogRange = { tokenId: number; afterSeq: number; upToSeq: number }

export type CursorMove = {
  registrationId: number
  tokenId: number
  /** Number of the acknowledging session: only the newest session of an AOI Client moves its cursors. */
  sessionNumber: number
  /** The old cursor: exclusive. */
  fromSeq: number
  /** The new cursor: inclusive. */
  toSeq: number
  /** Gaps inside the move: passed over, not acked. Inclusive, ascending, disjoint. */
  gaps: readonly (readonly [fromSeq: number, toSeq: number])[]
  at: number
}

/** A move that did not apply. */
export type RefusedMove = {
  move: CursorMove
  /** `displaced`: a newer session of the AOI Client has begun. `elsewhere`: the cursor is not at `fromSeq`. */
  reason: 'displaced' | 'elsewhere'
  /** The current cursor; absent if there is no such registration. */
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
  /** Id of the original, if this was sent again to recipients without it. */
  resendOf?: string
  recipients: number
  acked: number
  pending: number
  expiredByTtl: number
  cancelled: number
  replaced: number
  revoked: number
} & Labels

/** `isEnded`: cancelled or replaced. */
export type Progress = { id: string; acked: number; isEnded: boolean }

/** A past or present registration. `endedAt` is missing while it lasts. */
export type Membership = {
  registrationId: number
  startSeq: number
  createdAt: number
  endedAt?: number
  /** The push service that delivers it, with its latest answer. */
  push?: PushServiceState
}

/** A push service, as the operator sees it. `status` is 0 if the latest request got no answer. */
export type PushServiceState = {
  origin: string
  status?: number
  answer?: string
  answeredAt?: number
  /** The reason why it ended the registration. */
  endReason?: string
} & PushProgress

/** The progress of a registration at its push service; 0: none yet. */
export type PushProgress = {
  /** The highest seq that the push service has accepted. */
  acceptedSeq: number
  /** The highest seq that ended before the push service accepted it. */
  unsentSeq: number
}

export type DeliveryRow = {
  registrationId: number
  aoiClientId: string
  label?: string
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
} & KeyLimits
export type ApiKey = NewApiKey & { serverApplicationId: string; revokedAt?: number; lastUsedAt?: number }

export type NewAdminKey = {
  id: string
  /** SHA-256 of the secret, hex. */
  secretHash: string
  name: string
  scopes: readonly AdminScope[]
  /** The actor in the audit that made it. */
  createdBy: string
  createdAt: number
  expiresAt?: number
}
export type AdminKey = NewAdminKey & { revokedAt?: number; lastUsedAt?: number }

export type NamedServerApplication = { id: string; name: string; createdAt: number; atMost: number }

/** `name`: the name of the Server Application or AOI Client, or the whole token. Only a token has `applicationName`. */
export type NamedUse = StorageUse & { name?: string; applicationName?: string }

/** `device`: made by an admin for devices; `demo`: made by the demo page for itself. */
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

/** The owner of a nonce, and its end (Unix ms). */
export type KeptNonce = { aoiClientId: string; expiresAt: number }

/** The report of a node of this database about itself. Times are Unix ms. */
export type NodeReport = {
  id: string
  name: string
  role: string
  version: string
  startedAt: number
  /** Time of the report. */
  seenAt: number
  draining: boolean
  /** AOI Clients in session on that node. */
  online: number
  memoryBytes: number
  /** JSON text; see `server/core/findings/node-condition.ts`. */
  conditions: string
}

export type AuditEvent = { actor: string; action: string; subject: string; detail?: string; at: number }

export type StoreCounts = {
  aoiClients: number
  registrations: number
  sharedTokens: number
  uniqueTokens: number
}
