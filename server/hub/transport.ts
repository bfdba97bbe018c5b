import type { ClosingCode, ServerToClientEvents } from '#protocol'
import type { Batch } from './batch.ts'
import type { Delivery } from './delivery.ts'

/** The events of a session that carry no binary data: all except `notification`. */
export type PlainEvent = Exclude<keyof ServerToClientEvents, 'notification'>

/** Listens to the send queue of a transport. */
export interface QueueWatch {
  /** The kernel has not taken some bytes yet. */
  waiting(): void
  /** The kernel has taken all bytes. */
  taken(): void
}

/**
 * The connection of a session, as the hub sees it. The hub decides which messages are due, for which session and when.
 * The transport encodes them for its protocol: Socket.IO, or Mozilla's push socket.
 */
export interface Transport {
  /** Sends an event of `docs/protocol.md` section 3.2. Leaves out events that its protocol does not have. */
  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void
  /**
   * Sends the batch of a delivery, in order with all other messages. Returns true if the kernel has taken it.
   * Returns false if it waits: the transport calls `written` later, when the kernel has taken it.
   */
  send(sent: { delivery: Delivery; batch: Batch }, written: () => void): boolean
  /** From now on calls `queue` when the send queue fills or empties. */
  watch(queue: QueueWatch): void
  /** True for clients that may never acknowledge: the hub does not close their sessions for that. */
  readonly mayStaySilent?: boolean
  /**
   * Sends the reason and closes the connection; cuts it if the client does not take the reason in time. Called once.
   */
  close(closing: { code: ClosingCode; retryAfterMs?: number | undefined }): void
}
