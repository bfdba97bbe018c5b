import type { Labels, Urgency } from '#protocol'
import type { Page, PageRequest } from '../store.ts'

/** A notification that waits for its time, with everything that the log needs. */
export type DueNotification = {
  id: string
  serverApplicationId: string
  clientAppToken: string
  /** JSON text. */
  payload: string
  ttlSeconds: number
  urgency: Urgency
  traceparent?: string
  deliverAt: number
} & Labels

/** A notification outside of the log, as its sender sees it: it waits, or was cancelled before its time. */
export type ScheduledRow = {
  id: string
  tokenId: number
  clientAppToken: string
  applicationName: string
  serverApplicationId: string
  ttlSeconds: number
  /** The time at which the sender's request was accepted. */
  acceptedAt: number
  deliverAt: number
  cancelledAt?: number
} & Labels

/** A waiting notification, as operators see it. */
export type WaitingRow = ScheduledRow & { serverApplicationName: string; urgency: Urgency; payload: string }
/** Its names only. */
export type WaitingName = Pick<ScheduledRow, 'id' | 'clientAppToken' | 'applicationName'>

/** Part of the scheduled notifications. `from` and `to` bound the time of delivery. `isWaiting`: none that was cancelled. */
export type ScheduledWhere = {
  apiKeyId?: string | undefined
  serverApplicationId?: string | undefined
  applicationName?: string | undefined
  tokenId?: number | undefined
  topic?: string | undefined
  from?: number | undefined
  to?: number | undefined
  isWaiting?: boolean
}

/**
 * The notifications that wait outside of the log, beside the `Store` and on its connections. `Store.append` adds them,
 * and moves them into the log. Times are Unix milliseconds.
 */
export interface ScheduleStore {
  /** The time of the earliest waiting notification; `undefined` if none waits. */
  findNextTime(): Promise<number | undefined>
  /** Those whose time has come, the earliest first. */
  listDue(input: { now: number; rows: number }): Promise<DueNotification[]>
  find(id: string): Promise<ScheduledRow | undefined>
  /** The earliest time of delivery first. */
  list(input: PageRequest & { where: ScheduledWhere }): Promise<Page<ScheduledRow>>
  /** Those that wait, with their payloads and the names of their senders; the earliest time of delivery first. */
  listWaiting(input: PageRequest & { where: ScheduledWhere }): Promise<Page<WaitingRow>>
  /** Those among the ids that wait. */
  nameWaiting(ids: readonly string[]): Promise<WaitingName[]>
  /** Gives a waiting notification another time of delivery. Returns false if it waits no longer. */
  changeTime(input: { id: string; deliverAt: number }): Promise<boolean>
  /**
   * Ends waiting notifications before their time, and removes their payloads; with `erases`, also what hooks keep of
   * their requests. Returns the ids that this call ended.
   */
  cancel(input: { ids: readonly string[]; at: number; erases?: boolean }): Promise<string[]>
  /**
   * Takes a lease, or prolongs the holder's own, until `endsAt`. Returns false while another holder has it. A lease only
   * spares the other nodes work: no promise depends on it.
   */
  takeLease(input: { name: string; holder: string; at: number; endsAt: number }): Promise<boolean>
  /** Ends the holder's lease. */
  leaveLease(input: { name: string; holder: string }): Promise<void>
}
