import type {
  EndedRegistration,
  PushProgress,
  PushServiceState,
  PushSubscription,
  Registration,
} from '../store.ts'

/** A key pair of this server for VAPID (RFC 8292), in base64url: the point in 65 bytes, the scalar in 32. */
export type VapidKeyPair = { publicKey: string; privateKey: string; createdAt: number }

/** The latest answer of a push service about one subscription, and its progress. `status` is 0 if none came. */
export type PushAnswer = {
  registrationId: number
  endpoint: string
  status: number
  answer: string
  answeredAt: number
} & PushProgress

export type KeptConfirmation = { registrationId: number; seq: number }

/** The place of a registration in its log. */
export type LogPlace = { aoiClientId: string; startSeq: number; ackedSeq: number; headSeq: number }

/** `sessionNumber`: that of its latest session. */
export type UnservedClient = { aoiClientId: string; sessionNumber: number }

/** The port to the tables of subscriptions at push services, and of this server's VAPID keys. */
export interface PushStore {
  /** Returns all key pairs, the newest first. If there is none, keeps `first` and returns it. */
  ensureVapidKeys(first: VapidKeyPair): Promise<VapidKeyPair[]>
  /**
   * Makes a pair the current one, in one transaction. Removes the earlier pairs that no active registration uses, except
   * the one that it replaces: a browser may just be subscribing with that.
   */
  rotateVapidKey(pair: VapidKeyPair): Promise<void>
  /** Counts the active registrations of each key. */
  countByVapidKey(): Promise<ReadonlyMap<string, number>>
  /** The active registration, with its subscription if it has one. */
  findRegistration(registrationId: number): Promise<Registration | undefined>
  /** The place of an active registration, read at the least cost. */
  findPlace(registrationId: number): Promise<LogPlace | undefined>
  /**
   * Sets or removes the subscription of an active registration, and returns the registration; `undefined` if the AOI
   * Client has none to the token.
   */
  moveSubscription(input: {
    aoiClientId: string
    clientAppToken: string
    push: PushSubscription | null
    at: number
  }): Promise<Registration | undefined>
  /**
   * Ends a registration because its push service ended the subscription, and keeps the reason. Ends none if the
   * registration has another endpoint meanwhile.
   */
  endByService(input: {
    registrationId: number
    endpoint: string
    reason: string
    at: number
  }): Promise<(EndedRegistration & { aoiClientId: string }) | undefined>
  /**
   * Lists the AOI Clients that have a subscription and no session on the nodes, with the numbers of their latest
   * sessions. It looks at the next `rows` subscriptions after `afterId`; `lastId` is missing at the end of the table.
   */
  listUnserved(input: {
    nodeIds: readonly string[]
    afterId: number
    rows: number
  }): Promise<{ clients: UnservedClient[]; lastId?: number }>
  /** Returns those of the AOI Clients that have a subscription and no session on the nodes. */
  findUnserved(input: {
    nodeIds: readonly string[]
    aoiClientIds: readonly string[]
  }): Promise<UnservedClient[]>
  /** Keeps a confirmation until a session takes it. Idempotent. */
  keepConfirmation(confirmation: KeptConfirmation & { at: number }): Promise<void>
  /**
   * Returns kept confirmations, the oldest first and at most `rows`: of the registrations, or of all.
   */
  listConfirmations(input: { registrationIds?: readonly number[]; rows: number }): Promise<KeptConfirmation[]>
  /** Removes confirmations that a session has taken, and all from before `before`. */
  dropConfirmations(input: { taken: readonly KeptConfirmation[]; before: number }): Promise<void>
  /** Keeps the latest answers, each unless the subscription has moved. Progress never goes back. */
  noteAnswers(answers: readonly PushAnswer[]): Promise<void>
  /** The push services of those of the registrations, ended ones too, that have one. */
  findServices(registrationIds: readonly number[]): Promise<ReadonlyMap<number, PushServiceState>>
}
