import { type ClosingCode, LIMITS, type ServerToClientEvents, type Urgency } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Registration } from '../core/store.ts'
import type { Carrier, PlainEvent, QueueWatch } from './carrier.ts'
import { Deliveries } from './deliveries.ts'
import type { Delivery } from './delivery.ts'
import type { MessageMeter } from './message-meter.ts'
import type { Opening } from './opening.ts'
import { FULL_WINDOW, type Room, type Shipment } from './shipment.ts'

/** What the handshake found out; a socket has it only once its credential was checked. */
export type Binding = {
  aoiClientId: string
  /** Where it comes from, as limits by address count it. */
  address: string
  sessionNumber: number
  /** When it began, before its number was taken (Unix ms). */
  openedAt: number
  /** As they were read; `opening` knows what has changed since. */
  registrations: Registration[]
  opening: Opening
  cursors: ReadonlyMap<string, number>
  /** Nothing less urgent is sent to it for its own sake. */
  minimumUrgency?: Urgency
  /** The AOI Client knows the element `serverId` of `aoiSession`. */
  knowsServerId?: boolean
}

/**
 * A bound session of an AOI Client: its connection, its deliveries, and one window over all of them. Memory it costs is
 * bounded by the window, however slowly the AOI Client reads (R6).
 */
export class Session implements QueueWatch {
  readonly aoiClientId: string
  readonly address: string
  readonly sessionNumber: number
  readonly openedAt: number
  readonly minimumUrgency: Urgency | undefined
  readonly meter: MessageMeter
  readonly deliveries = new Deliveries()
  /** What may be sent before something is acknowledged, and taken by the kernel. */
  readonly room: Room = { ...FULL_WINDOW }
  readonly #carrier: Carrier
  readonly #clock: Clock
  readonly #onRoom: (session: Session) => void
  /** Sent and not acknowledged. */
  #outstanding = 0
  #outstandingBytes = 0
  /** Handed to the carrier and not taken by the kernel: who acknowledges without reading gets no further than this. */
  #unwritten = 0
  #unwrittenBytes = 0
  #progressAt: number
  /** Since when something waits that the kernel does not take. */
  #cloggedAt: number | undefined
  #closed = false
  #closingCode: ClosingCode | undefined
  #holds = 0
  #waivers = 0

  constructor(parts: {
    carrier: Carrier
    clock: Clock
    binding: Binding
    meter: MessageMeter
    /** Called when what was written makes room that no acknowledgement will tell of. */
    onRoom: (session: Session) => void
  }) {
    this.aoiClientId = parts.binding.aoiClientId
    this.address = parts.binding.address
    this.sessionNumber = parts.binding.sessionNumber
    this.openedAt = parts.binding.openedAt
    this.minimumUrgency = parts.binding.minimumUrgency
    this.meter = parts.meter
    this.#carrier = parts.carrier
    this.#clock = parts.clock
    this.#onRoom = parts.onRoom
    this.#progressAt = parts.clock.monotonic()
    parts.carrier.watch(this)
  }

  /** The word with which the server closed it. */
  get closingCode(): ClosingCode | undefined {
    return this.#closingCode
  }

  get isClosed(): boolean {
    return this.#closed
  }

  get hasOutstanding(): boolean {
    return this.#outstanding > 0
  }

  /** While an answer that names a new token is under way, what is attached waits for it. */
  get isHolding(): boolean {
    return this.#holds > 0
  }

  hold(): void {
    this.#holds += 1
  }

  release(): void {
    this.#holds -= 1
  }

  /** True when for 30 s it has acknowledged nothing of what it was sent, or read nothing of what waits for it. */
  isStalled(): boolean {
    const longAgo = this.#clock.monotonic() - LIMITS.stalledSeconds * 1000
    const owes = this.hasOutstanding || this.#outstandingBytes >= LIMITS.windowBytes
    return (owes && this.#progressAt < longAgo) || (this.#cloggedAt ?? longAgo) < longAgo
  }

  /**
   * Lets a client that may stay silent go on without its acknowledgements: each time its window is free again, so often
   * that the memory it costs stays bounded. Then it waits. False: the session has to acknowledge, or does not read.
   */
  waive(): boolean {
    if (this.#carrier.mayStaySilent !== true || this.#cloggedAt !== undefined) return false
    if (this.#waivers >= LIMITS.pushSocketWindowsWaived) return true
    this.#waivers += 1
    this.free({ notifications: this.#outstanding, bytes: this.#outstandingBytes })
    this.#onRoom(this)
    return true
  }

  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void {
    this.#carrier.emit(event, ...message)
  }

  /** Sends what was packed for a delivery of this session. */
  ship(delivery: Delivery, shipment: Shipment): void {
    if (this.#outstanding === 0) this.#progressAt = this.#clock.monotonic()
    this.#outstanding += shipment.notifications
    this.#outstandingBytes += shipment.bytes
    delivery.shipped(shipment)
    this.#takeTurns(delivery)
    const isWritten = this.#carrier.ship({ delivery, shipment }, () => this.#written(shipment))
    if (!isWritten) {
      this.#unwritten += shipment.notifications
      this.#unwrittenBytes += shipment.bytes
    }
    this.#measureRoom()
  }

  waiting(): void {
    this.#cloggedAt ??= this.#clock.monotonic()
  }

  taken(): void {
    this.#cloggedAt = undefined
  }

  #written(shipment: Room): void {
    const heldBack = this.#unwrittenBytes > this.#outstandingBytes || this.#unwritten > this.#outstanding
    this.#unwritten -= shipment.notifications
    this.#unwrittenBytes -= shipment.bytes
    this.#measureRoom()
    if (heldBack && !this.#closed) this.#onRoom(this)
  }

  #measureRoom(): void {
    this.room.notifications = LIMITS.windowNotifications - Math.max(this.#outstanding, this.#unwritten)
    this.room.bytes = LIMITS.windowBytes - Math.max(this.#outstandingBytes, this.#unwrittenBytes)
  }

  /** Behind all others that wait for room, so that one busy token does not keep the rest of them from it. */
  #takeTurns(delivery: Delivery): void {
    if (this.deliveries.size > 1 && delivery.isBehind) this.deliveries.moveBack(delivery)
  }

  /** Frees room that an acknowledgement, or the end of a delivery, gave back. */
  free(room: Room): void {
    // An acknowledgement that comes after its window was waived frees nothing.
    this.#outstanding = Math.max(0, this.#outstanding - room.notifications)
    this.#outstandingBytes = Math.max(0, this.#outstandingBytes - room.bytes)
    this.#measureRoom()
    this.#progressAt = this.#clock.monotonic()
  }

  /** Tells why, then closes. Idempotent. */
  close(code: ClosingCode, retryAfterMs?: number): void {
    if (this.#closed) return
    this.#closed = true
    this.#closingCode = code
    this.#carrier.close({ code, retryAfterMs })
  }

  /** The connection is gone. */
  ended(): void {
    this.#closed = true
  }
}
