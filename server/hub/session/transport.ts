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
  readonly registrationId: number
  /** The channel and key of a browser's registration, or its subscription at a push service. */
  readonly subscription: Pick<Registration, 'channel' | 'vapidKey' | 'push'> | undefined
  /** True if the registration or the session has ended. */
  readonly isOver: boolean
}

/**
 * The connection of a session, as the hub sees it. The hub decides which messages are due, for which session and when.
 * The transport encodes them for its protocol: Socket.IO, Mozilla's push socket, or the
 * requests to push services.
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
  /** The notifications that a session may have sent and not acknowledged, if fewer than `LIMITS.windowNotifications`. */
  readonly windowNotifications?: number
  /** True if an acknowledgement may take days: such a session never counts as stalled. */
  readonly acknowledgesLate?: boolean
  /** Returns true if it can deliver the registration. Without this, it can deliver every one. */
  carries?(registration: Pick<Registration, 'push'>): boolean
  /** Takes the acknowledgement of one notification, in any order. */
  confirm?(confirmed: { registrationId: number; seq: number }): void
  /** Returns true if the push service has accepted a notification that was sent to the transport. */
  isAccepted?(sent: { registrationId: number; seq: number }): boolean
  /** True for clients that may never acknowledge: the hub does not close their sessions for that. */
  readonly mayStaySilent?: boolean
  /**
   * Sends the reason and closes the connection; cuts it if the client does not take the reason in time. Called once.
   */
  close(closing: { code: ClosingCode; retryAfterMs?: number | undefined }): void
}
