import type { Urgency } from '#protocol'
import type { NOTIFICATION_STATES } from '#protocol/dashboard/lists/notifications.ts'
import type { Turn } from '../pacer.ts'
import type { Placed } from '../presence.ts'
import type { DeliveryRow, EndedRegistration, NewNotification, NotificationRow, TokenKind } from '../store.ts'

/**
 * What the dashboard reads of the database and does to many rows at once, beside the `Store` and on its connections. Lists are newest first unless
 * they say otherwise; each page is bounded, and so is the search for it. Times are Unix milliseconds.
 */
export interface DashboardStore {
  listNotifications(
    input: ListRequest & { now: number; filter: NotificationWhere; oldestFirst: boolean },
  ): Promise<ListPage<ListedNotification>>
  /** One bounded step of counting what `listNotifications` lists; `nextCursor` goes on while there is more. */
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
  /** Active members of a token, by registration id. */
  listMembers(input: ListRequest & { tokenId: number }): Promise<ListPage<ListedMember>>
  listAoiClients(
    input: ListRequest & { filter: AoiClientWhere; oldestFirst: boolean },
  ): Promise<ListPage<ListedAoiClient>>
  listRegistrations(input: ListRequest & { filter: RegistrationWhere }): Promise<ListPage<ListedRegistration>>
  listRefusals(input: ListRequest & { filter: RefusalWhere }): Promise<ListPage<ListedRefusal>>
  /** By name, each with all its keys. */
  listServerApplications(
    input: ListRequest & { name?: string | undefined; now: number },
  ): Promise<ListPage<ListedServerApplication>>
  /** What became of the newest `rows` notifications accepted since `from`; `waiting` counts those accepted by `waitingSince` alone. */
  sumUp(input: { from: number; now: number; waitingSince: number; rows: number }): Promise<Summary>
  /** What an AOI Client was meant to get of what was accepted since `from`, newest first. */
  listFlightDeliveries(input: {
    turn?: Turn
    aoiClientId: string
    from: number
    now: number
    rows: number
  }): Promise<FlightDelivery[]>
  /** When an AOI Client ended (Unix ms); `undefined` for one that has not, or is not known any more. */
  findAoiClientEnd(aoiClientId: string): Promise<number | undefined>
  listAudit(input: ListRequest & { filter: AuditWhere }): Promise<ListPage<ListedAuditEvent>>

  /** Ends up to `rows` registrations to the token that were made by `at`, in one transaction. */
  endMembers(input: {
    tokenId: number
    at: number
    rows: number
  }): Promise<{ aoiClientId: string; registrationId: number }[]>
  /** Ends those of the registrations that have not ended, in one transaction. */
  endRegistrations(input: { registrationIds: readonly number[]; at: number }): Promise<EndedMember[]>
  /** Cancels those that are live, in one transaction; answers the token of each. */
  cancelNotifications(input: { ids: readonly string[]; at: number }): Promise<number[]>
  /**
   * Erases payloads and headers of those that have them, and cancels those that are live, in one transaction. Outcomes
   * stay. Answers the token of each.
   */
  erasePayloads(input: { ids: readonly string[]; at: number }): Promise<number[]>
  /** Those of the ids that are there and not erased, whole. */
  findNotifications(ids: readonly string[]): Promise<StoredNotification[]>
  /** Those of the ids that are there, erased or not, by name. */
  nameNotifications(ids: readonly string[]): Promise<NamedNotification[]>
  /** Those of the ids that have not ended. */
  findAoiClients(ids: readonly string[]): Promise<{ id: string; name?: string }[]>
  /** Those of the ids that have not ended. */
  findRegistrations(ids: readonly number[]): Promise<SelectedRegistration[]>
}

/** `undelivered`: notifications that expired before somebody came; `waiting`: live ones that somebody still lacks. */
export type Summary = {
  notifications: number
  recipients: number
  acked: number
  undelivered: number
  waiting: number
  /** Registrations refused since then, `rows` at most. */
  refused: number
}

export type FlightDelivery = DeliveryRow & {
  notificationId: string
  tokenId: number
  clientAppToken: string
  applicationName: string
  acceptedAt: number
}

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
/** `partial`: the search stopped at its bound; `nextCursor` goes on from there. */
export type ListPage<Row> = { rows: Row[]; nextCursor?: string; prevCursor?: string; partial?: true }

export type NotificationState = (typeof NOTIFICATION_STATES)[number]
export type NotificationWhere = {
  /** Passes over what is simulated. */
  hidesSimulated?: boolean | undefined
  /** Exact, or `prefix.*`. */
  applicationName?: string | undefined
  tokenId?: number | undefined
  serverApplicationId?: string | undefined
  /** How the id begins. */
  id?: string | undefined
  state?: NotificationState | undefined
  /** Some recipient has not acked it, and it is live. */
  pending?: boolean | undefined
  acceptedFrom?: number | undefined
  acceptedTo?: number | undefined
}
export type ListedNotification = NotificationRow & {
  serverApplicationName: string
  ttlSeconds: number
  urgency: Urgency
  topic?: string
  erasedAt?: number
}
/** Of one whose payload was erased, `payload` and `headers` say nothing. */
export type StoredPayload = { payload: string; headers?: string; erasedAt?: number }

export type TokenWhere = {
  /** Passes over what is simulated. */
  hidesSimulated?: boolean | undefined
  applicationName?: string | undefined
  kind?: TokenKind | undefined
  /** How the fingerprint begins. */
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
  /** The lowest cursor of an active member; `undefined` without any, and above `LIMITS.furthestBehindMembers`. */
  leastAckedSeq?: number
  vapid: boolean
  createdAt: number
  lastAcceptedAt?: number
}
export type ListedMember = {
  registrationId: number
  aoiClientId: string
  name?: string
  createdAt: number
  behind: number
  /** Where the latest session of the AOI Client is. */
  nodeId: string | undefined
}

export type AoiClientWhere = {
  /** Passes over what is simulated. */
  hidesSimulated?: boolean | undefined
  /** How the id begins. */
  id?: string | undefined
  name?: string | undefined
  platform?: string | undefined
  /** Last seen before then; Unix ms. Whether one is connected now only `accepts` can tell. */
  notSeenSince?: number | undefined
  /** Only those that never had a session. */
  neverConnected?: boolean | undefined
  /** What no column knows: whether this one is to be shown. */
  accepts?: ((client: Placed) => boolean) | undefined
}
export type ListedAoiClient = {
  id: string
  name?: string
  platform?: string
  createdAt: number
  lastSeenAt: number
  registrations: number
  queue: number
  /** Where its latest session is. */
  nodeId: string | undefined
}

export type RegistrationWhere = {
  /** Passes over what is simulated. */
  hidesSimulated?: boolean | undefined
  applicationName?: string | undefined
  aoiClientId?: string | undefined
  tokenId?: number | undefined
  ended?: boolean | undefined
}
export type ListedRegistration = {
  id: number
  aoiClientId: string
  tokenId: number
  clientAppToken: string
  kind: TokenKind
  applicationName: string
  createdAt: number
  endedAt?: number
  behind: number
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
  createdAt: number
  expiresAt?: number
  revokedAt?: number
  lastUsedAt?: number
}
export type ListedServerApplication = {
  id: string
  name: string
  createdAt: number
  /** Of the newest `LIMITS.overviewWalkRows` notifications. */
  sentLastHour: number
  keys: ListedApiKey[]
}

export type AuditWhere = {
  actor?: string | undefined
  /** How the action begins. */
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
}
