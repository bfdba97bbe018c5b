import type { Urgency } from '#protocol'
import type { NOTIFICATION_STATES } from '#protocol/dashboard/lists/notifications.ts'
import type { Receiver } from '#protocol/dashboard/receiver.ts'
import type { KeyLimits } from '#protocol/key-limits.ts'
import type { TimeHistogram } from '#protocol/time-histogram.ts'
import type { ErasableNotification, ErasePlace, EraseScope } from '../erase/erase-scope.ts'
import type { FlightConnection } from '../flight/flight-connection.ts'
import type { Turn } from '../pacer.ts'
import type { ClientPlace } from '../presence.ts'
import type { DeliveryRow, EndedRegistration, NewNotification, NotificationRow, TokenKind } from '../store.ts'

/**
 * The dashboard's reads and bulk writes in the database, beside the `Store` and on its connections. Lists are newest
 * first unless noted; each page and its search are bounded. Times are Unix milliseconds.
 */
export interface DashboardStore {
  listNotifications(
    input: ListRequest & { now: number; filter: NotificationWhere; oldestFirst: boolean },
  ): Promise<ListPage<ListedNotification>>
  /** One bounded step of counting the rows of `listNotifications`; `nextCursor` continues while there is more. */
  countNotifications(input: {
    filter: NotificationWhere
    now: number
    rows: number
    cursor?: string | undefined
  }): Promise<{ count: number; nextCursor?: string }>
  /** Payloads as they were stored, by id. */
  findPayloads(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The payload as it was stored. */
  findPayload(id: string): Promise<StoredPayload | undefined>
  listTokens(input: ListRequest & { filter: TokenWhere }): Promise<ListPage<ListedToken>>
  findToken(tokenId: number): Promise<ListedToken | undefined>
  /**
   * The senders of the token's newest `LIMITS.pictureNotifications` notifications, the latest first: one more than
   * `LIMITS.pictureShown` at most.
   */
  listTokenSenders(input: { tokenId: number; headSeq: number }): Promise<TokenSender[]>
  /** Active members of a token, by registration id. */
  listMembers(input: ListRequest & { tokenId: number }): Promise<ListPage<ListedMember>>
  listAoiClients(
    input: ListRequest & { filter: AoiClientWhere; oldestFirst: boolean },
  ): Promise<ListPage<ListedAoiClient>>
  listRegistrations(input: ListRequest & { filter: RegistrationWhere }): Promise<ListPage<ListedRegistration>>
  /** The tokens of which any of the AOI Clients is an active member, `rows` at most. */
  findTokensOfClients(input: { aoiClientIds: readonly string[]; rows: number }): Promise<number[]>
  listRefusals(input: ListRequest & { filter: RefusalWhere }): Promise<ListPage<ListedRefusal>>
  /** By name, each with all its keys. */
  listServerApplications(
    input: ListRequest & { id?: string | undefined; name?: string | undefined; now: number },
  ): Promise<ListPage<ListedServerApplication>>
  /**
   * Sums up the newest `rows` notifications accepted since `from`; `waiting` counts only those accepted by
   * `waitingSince`.
   */
  sumUp(input: { from: number; now: number; waitingSince: number; rows: number }): Promise<Summary>
  /** Deliveries to an AOI Client of notifications accepted since `from`, newest first. */
  listFlightDeliveries(input: {
    turn?: Turn
    aoiClientId: string
    from: number
    now: number
    rows: number
  }): Promise<FlightDelivery[]>
  /** The recorded connections of an AOI Client, the oldest first, without the present one. */
  listFlightConnections(aoiClientId: string): Promise<FlightConnection[]>
  /** Removes the recorded connections of an AOI Client. Returns how many. */
  eraseFlight(aoiClientId: string): Promise<number>
  /** Times to ack of the notifications of a token just before `beforeSeq`, newest first; a bounded number. */
  readRecentAcks(input: { turn?: Turn; tokenId: number; beforeSeq: number }): Promise<RecentAcks[]>
  /** End of an AOI Client (Unix ms); `undefined` if it has not ended, or is forgotten. */
  findAoiClientEnd(aoiClientId: string): Promise<number | undefined>
  listAudit(input: ListRequest & { filter: AuditWhere }): Promise<ListPage<ListedAuditEvent>>
  /**
   * Reads the next `rows` rows of the audit after `afterId`, the oldest first, and returns those that match. `nextId` is
   * the last row that it looked at; `undefined` at the end.
   */
  readAudit(input: {
    afterId: number
    rows: number
    filter: AuditWhere
  }): Promise<{ rows: ListedAuditEvent[]; nextId: number | undefined }>

  /** Ends up to `rows` registrations to the token that were made by `at`, in one transaction. */
  endMembers(input: {
    tokenId: number
    at: number
    rows: number
  }): Promise<{ aoiClientId: string; registrationId: number }[]>
  /** Gives AOI Clients a label; an empty one takes it away. Returns how many there are. */
  labelAoiClients(input: { ids: readonly string[]; label: string }): Promise<number>
  /** Ends the active ones among the registrations, in one transaction. */
  endRegistrations(input: { registrationIds: readonly number[]; at: number }): Promise<EndedMember[]>
  /** Cancels the live ones in one transaction. Returns the token of each cancelled one. */
  cancelNotifications(input: { ids: readonly string[]; at: number }): Promise<number[]>
  /**
   * Erases payloads and headers, and cancels the live ones, in one transaction. Outcomes stay. Returns the token of
   * each erased one.
   */
  erasePayloads(input: { ids: readonly string[]; at: number }): Promise<number[]>
  /**
   * Returns the next notifications of a scope, erased or not, and the place after them. It looks at no more than `rows`
   * notifications, and as many tokens or registrations. `next` is undefined at the end.
   */
  walkErasable(input: {
    scope: EraseScope
    place: ErasePlace
    rows: number
  }): Promise<{ found: ErasableNotification[]; next: ErasePlace | undefined }>
  /** Removes older copies of erased payloads from files of the database beside its own, as far as it can. */
  dropOldPages(): Promise<void>
  /** The existing, unerased ones among the ids, with payload. */
  findNotifications(ids: readonly string[]): Promise<StoredNotification[]>
  /** The existing ones among the ids, erased or not, with their names only. */
  nameNotifications(ids: readonly string[]): Promise<NamedNotification[]>
  /** The active ones among the ids. */
  findAoiClients(ids: readonly string[]): Promise<{ id: string; name?: string }[]>
  /** The active ones among the ids. */
  findRegistrations(ids: readonly number[]): Promise<SelectedRegistration[]>
}

/**
 * `undelivered`: notifications that expired without the ack of some recipient; `waiting`: live ones that some recipient
 * has not acked; `withoutMembers`: those whose token had no member.
 */
export type Summary = {
  notifications: number
  recipients: number
  acked: number
  undelivered: number
  waiting: number
  withoutMembers: number
  /** Registrations refused since `from`, `rows` at most. */
  refused: number
}

export type FlightDelivery = DeliveryRow & {
  notificationId: string
  tokenId: number
  clientAppToken: string
  applicationName: string
  acceptedAt: number
}

export type RecentAcks = { recipients: number; acked: TimeHistogram }

export type EndedMember = EndedRegistration & { aoiClientId: string }
export type StoredNotification = NewNotification & { applicationName: string }
export type NamedNotification = Pick<StoredNotification, 'id' | 'clientAppToken' | 'applicationName'>
export type SelectedRegistration = {
  id: number
  aoiClientId: string
  clientAppToken: string
  applicationName: string
}

export type ListRequest = { cursor?: string | undefined; limit: number }
/** `partial`: the search stopped at its limit; `nextCursor` continues from there. */
export type ListPage<Row> = { rows: Row[]; nextCursor?: string; prevCursor?: string; partial?: true }

export type NotificationState = (typeof NOTIFICATION_STATES)[number]
export type NotificationWhere = {
  /** Leaves out simulated rows. */
  hidesSimulated?: boolean | undefined
  /** Exact, or `prefix.*`. */
  applicationName?: string | undefined
  tokenId?: number | undefined
  serverApplicationId?: string | undefined
  topic?: string | undefined
  /** Prefix of the id. */
  id?: string | undefined
  state?: NotificationState | undefined
  /** Live, and some recipient has not acked it. */
  pending?: boolean | undefined
  acceptedFrom?: number | undefined
  acceptedTo?: number | undefined
}
export type ListedNotification = NotificationRow & {
  serverApplicationName: string
  ttlSeconds: number
  urgency: Urgency
  erasedAt?: number
}
/** After an erasure, `payload` is a placeholder and `headers` is missing. */
export type StoredPayload = { payload: string; headers?: string; erasedAt?: number }

export type TokenWhere = {
  /** Leaves out simulated rows. */
  hidesSimulated?: boolean | undefined
  applicationName?: string | undefined
  kind?: TokenKind | undefined
  /** Prefix of the fingerprint. */
  fingerprint?: string | undefined
  hasMembers?: boolean | undefined
}
export type ListedToken = {
  tokenId: number
  clientAppToken: string
  applicationName: string
  kind: TokenKind
  members: number
  headSeq: number
  /** The lowest cursor of an active member; `undefined` without members, or above `LIMITS.furthestBehindMembers`. */
  leastAckedSeq?: number
  vapid: boolean
  createdAt: number
  lastAcceptedAt?: number
}
export type TokenSender = {
  serverApplicationId: string
  name: string
  lastAt: number
  notifications: number
}
export type ListedMember = {
  registrationId: number
  aoiClientId: string
  name?: string
  createdAt: number
  behind: number
  receiver: Receiver
  /** The node of the AOI Client's latest session. */
  nodeId: string | undefined
}

export type AoiClientWhere = {
  /** Leaves out simulated rows. */
  hidesSimulated?: boolean | undefined
  /** Prefix of the id. */
  id?: string | undefined
  name?: string | undefined
  platform?: string | undefined
  /** The whole label. */
  label?: string | undefined
  /** Last seen before this time; Unix ms. Only `accepts` can tell whether a client is connected now. */
  notSeenSince?: number | undefined
  /** Only those that never had a session. */
  neverConnected?: boolean | undefined
  /** A filter that no column can express: true to list the row. */
  accepts?: ((client: ClientPlace) => boolean) | undefined
}
export type ListedAoiClient = {
  id: string
  name?: string
  platform?: string
  label?: string
  createdAt: number
  lastSeenAt: number
  registrations: number
  queue: number
  receiver: Receiver
  /** The node of the AOI Client's latest session. */
  nodeId: string | undefined
}

export type RegistrationWhere = {
  /** Leaves out simulated rows. */
  hidesSimulated?: boolean | undefined
  applicationName?: string | undefined
  aoiClientId?: string | undefined
  tokenId?: number | undefined
  ended?: boolean | undefined
}
export type ListedRegistration = {
  id: number
  aoiClientId: string
  aoiClientName?: string
  label?: string
  tokenId: number
  clientAppToken: string
  kind: TokenKind
  applicationName: string
  createdAt: number
  endedAt?: number
  behind: number
  receiver: Receiver
}

export type RefusalWhere = {
  code?: string | undefined
  applicationName?: string | undefined
  aoiClientId?: string | undefined
  from?: number | undefined
  to?: number | undefined
}
export type ListedRefusal = {
  id: number
  at: number
  code: string
  reason: string
  applicationName?: string
  aoiClientId?: string
}

export type ListedApiKey = {
  id: string
  grants: string[]
  limits: KeyLimits
  createdAt: number
  expiresAt?: number
  revokedAt?: number
  lastUsedAt?: number
}
export type ListedServerApplication = {
  id: string
  name: string
  createdAt: number
  /** Counts only the newest `LIMITS.overviewWalkRows` notifications. */
  sentLastHour: number
  keys: ListedApiKey[]
}

export type AuditWhere = {
  actor?: string | undefined
  /** Prefix of the action. */
  action?: string | undefined
  subject?: string | undefined
  from?: number | undefined
  to?: number | undefined
}
export type ListedAuditEvent = {
  id: number
  at: number
  actor: string
  action: string
  subject: string
  detail?: string
  /** Its place in the hash chain (SHA-256, hex); missing in rows that wait for their place. */
  hash?: string
}
