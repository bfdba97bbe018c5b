import type { ClosingCode, ServerToClientEvents } from '#protocol'
import type { Delivery } from './delivery.ts'
import type { Shipment } from './shipment.ts'

/** The events of a session that carry no binary data: all but the notifications. */
export type PlainEvent = Exclude<keyof ServerToClientEvents, 'notification'>

/** What is told of one way to reach an AOI Client: how much of it waits. */
export interface QueueWatch {
  /** Something waits for the kernel. */
  waiting(): void
  /** The kernel has taken all of it. */
  taken(): void
}

/**
 * The connection of a session, as the hub sees it. What is due, to whom and when is the hub's affair; how it is said is
 * the carrier's: Socket.IO, or Mozilla's push socket.
 */
export interface Carrier {
  /** Says an event of `docs/protocol.md` section 3.2; what its protocol has no word for, it leaves out. */
  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void
  /**
   * Sends what was packed for a delivery, in order with all else. True: the kernel has it. False: it waits, and `written`
   * is called, later than this, once the kernel has it.
   */
  ship(parcel: { delivery: Delivery; shipment: Shipment }, written: () => void): boolean
  /** Tells from now on whether something waits. */
  watch(queue: QueueWatch): void
  /** Clients of this kind may never acknowledge, which is no reason to close their sessions. */
  readonly mayStaySilent?: boolean
  /** Says why, and closes; cuts the connection when the word is not taken. Called once. */
  close(closing: { code: ClosingCode; retryAfterMs?: number | undefined }): void
}
