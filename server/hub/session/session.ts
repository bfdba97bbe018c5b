import { type ClosingCode, LIMITS, type ServerToClientEvents, type Urgency } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { Registration } from '#server/core/store.ts'
import type { TransportCounts } from '#server/core/tally/transport-counts.ts'
import { type Batch, type Credit, FULL_WINDOW } from '../wire/batch.ts'
import type { PlainEvent } from '../wire/event-frame.ts'
import type { QueueWatch } from '../wire/queue-watch.ts'
import { Deliveries } from './deliveries.ts'
import type { Delivery, DeliverySession } from './delivery.ts'
import type { MessageMeter } from './message-meter.ts'
import type { Opening } from './opening.ts'
import type { Transport } from './transport.ts'

/** The result of a handshake. A socket has it only after its credential was checked. */
export type Binding = {
  aoiClientId: string
  /** The address, as limits by address count it. */
  address: string
  sessionNumber: number
  /** When the session began, before it got its number (Unix ms). */
  openedAt: number
  /** The registrations as they were read; `opening` has the changes since then. */
  registrations: Registration[]
  opening: Opening
  cursors: ReadonlyMap<string, number>
  /** Notifications below this urgency are not sent until a more urgent one comes. */
  minimumUrgency?: Urgency
  /** True if the AOI Client knows the element `serverId` of `aoiSession`. */
  knowsServerId?: boolean
}

/**
 * A bound session of an AOI Client: its connection, its deliveries, and one window over all of them. The window bounds
 * the memory of a session, however slowly the AOI Client reads (R6).
 */
export class Session implements QueueWatch, DeliverySession {
  readonly aoiClientId: string
  readonly address: string
  readonly sessionNumber: number
  readonly openedAt: number
  readonly minimumUrgency: Urgency | undefined
  readonly meter: MessageMeter
  /** Shared by all sessions of the same transport. */
  readonly counts: TransportCounts
  readonly windowNotifications: number
  readonly deliveries = new Deliveries()
  /** The free part of the window: it grows when the client acknowledges and the kernel takes bytes. */
  readonly credit: Credit
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #onCredit: (session: Session) => void
  /** Notifications that were sent and not acknowledged. */
  #outstanding = 0
  #outstandingBytes = 0
  /**
   * Notifications that the kernel has not taken from the transport. They bound a client that acknowledges without
   * reading.
   */
  #unwritten = 0
  #unwrittenBytes = 0
  #progressAt: number
  /** Since when bytes wait that the kernel does not take (monotonic ms). */
  #cloggedAt: number | undefined
  #closed = false
  #closingCode: ClosingCode | undefined
  /** When the transport sent its ping that has no pong yet (monotonic ms). */
  #pingedAt: number | undefined
  #roundTripMs: number | undefined
  #holds = 0
  #waivers = 0

  constructor(parts: {
    transport: Transport
    clock: Clock
    binding: Binding
    meter: MessageMeter
    counts: TransportCounts
    /**
     * Called when the session has new credit without an acknowledgement: the kernel took bytes, or the window was
     * waived.
     */
    onCredit: (session: Session) => void
  }) {
    this.aoiClientId = parts.binding.aoiClientId
    this.address = parts.binding.address
    this.sessionNumber = parts.binding.sessionNumber
    this.openedAt = parts.binding.openedAt
    this.minimumUrgency = parts.binding.minimumUrgency
    this.meter = parts.meter
    this.counts = parts.counts
    this.#transport = parts.transport
    this.windowNotifications = parts.transport.windowNotifications ?? LIMITS.windowNotifications
    this.credit = { ...FULL_WINDOW, notifications: this.windowNotifications }
    this.#clock = parts.clock
    this.#onCredit = parts.onCredit
    this.#progressAt = parts.clock.monotonic()
    parts.transport.watch(this)
  }

  /** The code with which the server closed the session. */
  get closingCode(): ClosingCode | undefined {
    return this.#closingCode
  }

  /** The time from the latest ping of the transport to its pong; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs
  }

  pinged(): void {
    this.#pingedAt = this.#clock.monotonic()
  }

  ponged(): void {
    if (this.#pingedAt === undefined) return
    this.#roundTripMs = this.#clock.monotonic() - this.#pingedAt
    this.#pingedAt = undefined
  }

  get isClosed(): boolean {
    return this.#closed
  }

  get hasOutstanding(): boolean {
    return this.#outstanding > 0
  }

  /** True while an answer that names a new token is on its way: new registrations wait for it. */
  get isHolding(): boolean {
    return this.#holds > 0
  }

  hold(): void {
    this.#holds += 1
  }

  release(): void {
    this.#holds -= 1
  }

  /**
   * True if the client has stalled for 30 s: it acknowledges none of the notifications it was sent, or reads none of
   * the waiting bytes.
   */
  isStalled(): boolean {
    if (this.#transport.acknowledgesLate === true) return false
    const longAgo = this.#clock.monotonic() - LIMITS.stalledSeconds * 1000
    const owes = this.hasOutstanding || this.#outstandingBytes >= LIMITS.windowBytes
    return (owes && this.#progressAt < longAgo) || (this.#cloggedAt ?? longAgo) < longAgo
  }

  /**
   * Lets a client that may stay silent continue without acknowledgements: frees its whole window, up to a limit that
   * bounds its memory. After that the session waits. Returns false if the session has to acknowledge, or does not read.
   */
  waive(): boolean {
    if (this.#transport.mayStaySilent !== true || this.#cloggedAt !== undefined) return false
    if (this.#waivers >= LIMITS.pushSocketWindowsWaived) return true
    this.#waivers += 1
    this.free({ notifications: this.#outstanding, bytes: this.#outstandingBytes })
    this.#onCredit(this)
    return true
  }

  /** Returns true if the transport can deliver the registration. */
  carries(registration: Pick<Registration, 'push'>): boolean {
    return this.#transport.carries?.(registration) ?? true
  }

  /** True if the session delivers by push services, in the name of an AOI Client that is not connected. */
  get isByPushService(): boolean {
    return this.#transport.name === 'pushService'
  }

  /** Takes the acknowledgement of one notification. A connected AOI Client acknowledges by its own messages instead. */
  confirm(confirmed: { registrationId: number; seq: number }): void {
    this.#transport.confirm?.(confirmed)
  }

  /** Returns true if the push service has accepted a notification that was sent. */
  isAccepted(sent: { registrationId: number; seq: number }): boolean {
    return this.#transport.isAccepted?.(sent) === true
  }

  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void {
    this.#transport.emit(event, ...message)
  }

  /** Sends a batch of one of the deliveries of this session. */
  send(delivery: Delivery, batch: Batch): void {
    if (this.#outstanding === 0) this.#progressAt = this.#clock.monotonic()
    this.#outstanding += batch.notifications
    this.#outstandingBytes += batch.bytes
    delivery.sent(batch)
    this.#takeTurns(delivery)
    const isWritten = this.#transport.send({ delivery, batch }, () => this.#written(batch))
    if (!isWritten) {
      this.#unwritten += batch.notifications
      this.#unwrittenBytes += batch.bytes
    }
    this.#measureCredit()
    this.#count(batch)
  }

  #count({ notifications, bytes, gaps }: Batch): void {
    const { counts, credit } = this
    counts.batches += 1
    counts.notifications += notifications
    counts.bytes += bytes
    counts.gaps += gaps.length
    if (credit.notifications <= 0 || credit.bytes <= 0) counts.fullWindows += 1
  }

  waiting(): void {
    this.#cloggedAt ??= this.#clock.monotonic()
  }

  taken(): void {
    this.#cloggedAt = undefined
  }

  #written(batch: Credit): void {
    const heldBack = this.#unwrittenBytes > this.#outstandingBytes || this.#unwritten > this.#outstanding
    this.#unwritten -= batch.notifications
    this.#unwrittenBytes -= batch.bytes
    this.#measureCredit()
    if (heldBack && !this.#closed) this.#onCredit(this)
  }

  #measureCredit(): void {
    this.credit.notifications = this.windowNotifications - Math.max(this.#outstanding, this.#unwritten)
    this.credit.bytes = LIMITS.windowBytes - Math.max(this.#outstandingBytes, this.#unwrittenBytes)
  }

  /** Moves the delivery behind all others that wait for credit, so that one busy token does not starve them. */
  #takeTurns(delivery: Delivery): void {
    if (this.deliveries.size > 1 && delivery.isBehind) this.deliveries.moveBack(delivery)
  }

  /** Gives credit back after an acknowledgement or the end of a delivery. */
  free(credit: Credit): void {
    // A late acknowledgement, after its window was waived, frees nothing.
    this.#outstanding = Math.max(0, this.#outstanding - credit.notifications)
    this.#outstandingBytes = Math.max(0, this.#outstandingBytes - credit.bytes)
    this.#measureCredit()
    this.#progressAt = this.#clock.monotonic()
  }

  /** Sends the reason, then closes. Idempotent. */
  close(code: ClosingCode, retryAfterMs?: number): void {
    if (this.#closed) return
    this.#closed = true
    this.#closingCode = code
    this.#transport.close({ code, retryAfterMs })
  }

  /** The connection is gone. */
  ended(): void {
    this.#closed = true
  }
}
