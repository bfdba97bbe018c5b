import type { ClosingCode, ServerToClientEvents } from '#protocol'
import type { Registration } from '#server/core/store.ts'
import type { TransportName } from '#server/core/tally/transport-counts.ts'
import type { Batch } from '../wire/batch.ts'
import type { PlainEvent } from '../wire/event-frame.ts'
import type { QueueWatch } from '../wire/queue-watch.ts'

/** The delivery to which a batch belongs, as a transport sees it. */
export interface BatchOwner {
  readonly clientAppToken: string
  readonly sentSeq: number
  /** The channel and key of a browser's registration. */
  readonly subscription: Pick<Registration, 'channel' | 'vapidKey'> | undefined
}

/**
 * The connection of a session, as the hub sees it. The hub decides which messages are due, for which session and when.
 * The transport encodes them for its protocol: Socket.IO, or Mozilla's push socket.
 */
export interface Transport {
  readonly name: TransportName
  /** Sends an event of `docs/protocol.md` section 3.2. Leaves out events that its protocol does not have. */
  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void
  /**
   * Sends the batch of a delivery, in order with all other messages. Returns true if the kernel has taken it. Returns
   * false if it waits: the transport calls `written` later, when the kernel has taken it.
   */
  send(sent: { delivery: BatchOwner; batch: Batch }, written: () => void): boolean
  /** From now on calls `queue` when the send queue fills or empties. */
  watch(queue: QueueWatch): void
  /** True for clients that may never acknowledge: the hub does not close their sessions for that. */
  readonly mayStaySilent?: boolean
  /**
   * Sends the reason and closes the connection; cuts it if the client does not take the reason in time. Called once.
   */
  close(closing: { code: ClosingCode; retryAfterMs?: number | undefined }): void
}
