import type { DefaultEventsMap, Socket } from 'socket.io'
import {
  CLOSING,
  type ClientToServerEvents,
  type ClosingCode,
  LIMITS,
  type ServerToClientEvents,
} from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Registration } from '../core/store.ts'
import type { Delivery } from './delivery.ts'
import type { MessageMeter } from './message-meter.ts'
import type { Opening } from './opening.ts'
import type { Room, Shipment } from './shipment.ts'

/** What the handshake found out; a socket has it only once its credential was checked. */
export type Binding = {
  aoiClientId: string
  sessionNumber: number
  /** As they were read; `opening` knows what has changed since. */
  registrations: Registration[]
  opening: Opening
  cursors: ReadonlyMap<string, number>
}

export type SocketData = { binding?: Binding }

export type AoiSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>

/**
 * A bound session of an AOI Client: its socket, its deliveries, and one window over all of them. Memory it costs is
 * bounded by the window, however slowly the AOI Client reads (R6).
 */
export class Session {
  readonly aoiClientId: string
  readonly sessionNumber: number
  readonly meter: MessageMeter
  readonly deliveries = new Map<string, Delivery>()
  readonly #socket: AoiSocket
  readonly #clock: Clock
  /** Sent and not acknowledged. */
  #outstanding = { notifications: 0, bytes: 0 }
  /** Handed to Engine.IO and not taken by the kernel: who acknowledges without reading gets no further than this. */
  #unwritten = { notifications: 0, bytes: 0 }
  #progressAt: number
  /** Since when something waits that the kernel does not take. */
  #cloggedAt: number | undefined
  #closed = false
  #holds = 0

  constructor(parts: { socket: AoiSocket; clock: Clock; binding: Binding; meter: MessageMeter }) {
    this.aoiClientId = parts.binding.aoiClientId
    this.sessionNumber = parts.binding.sessionNumber
    this.meter = parts.meter
    this.#socket = parts.socket
    this.#clock = parts.clock
    this.#progressAt = parts.clock.monotonic()
    this.#watchQueue()
  }

  /** Called when what was written makes room that no acknowledgement will tell of. */
  onRoom: () => void = () => {}

  get isClosed(): boolean {
    return this.#closed
  }

  get room(): Room {
    return {
      notifications:
        LIMITS.windowNotifications - Math.max(this.#outstanding.notifications, this.#unwritten.notifications),
      bytes: LIMITS.windowBytes - Math.max(this.#outstanding.bytes, this.#unwritten.bytes),
    }
  }

  get hasOutstanding(): boolean {
    return this.#outstanding.notifications > 0
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
    const owes = this.hasOutstanding || this.#outstanding.bytes >= LIMITS.windowBytes
    return (owes && this.#progressAt < longAgo) || (this.#cloggedAt ?? longAgo) < longAgo
  }

  emit: AoiSocket['emit'] = (event, ...message) => this.#socket.emit(event, ...message)

  /** Writes frames through Engine.IO's own queue, so that they keep their place among everything else that is sent. */
  ship(delivery: Delivery, shipment: Shipment): void {
    if (this.#outstanding.notifications === 0) this.#progressAt = this.#clock.monotonic()
    add(this.#outstanding, shipment)
    add(this.#unwritten, shipment)
    delivery.shipped(shipment)
    this.#takeTurns(delivery)
    this.#socket.conn.write('', { compress: false, ...preEncoded(shipment) }, () => this.#written(shipment))
  }

  /** Engine.IO makes a packet, and flushes it at once unless the one before has yet to be taken. */
  #watchQueue(): void {
    const { conn } = this.#socket
    conn.on('packetCreate', () => {
      this.#cloggedAt ??= this.#clock.monotonic()
    })
    conn.on('flush', () => {
      this.#cloggedAt = undefined
    })
  }

  #written(shipment: Room): void {
    const heldBack =
      this.#unwritten.bytes > this.#outstanding.bytes ||
      this.#unwritten.notifications > this.#outstanding.notifications
    subtract(this.#unwritten, shipment)
    if (heldBack && !this.#closed) this.onRoom()
  }

  /** Behind all others that wait for room, so that one busy token does not keep the rest of them from it. */
  #takeTurns(delivery: Delivery): void {
    const { clientAppToken } = delivery.registration
    if (this.deliveries.size === 1 || !delivery.isBehind) return
    this.deliveries.delete(clientAppToken)
    this.deliveries.set(clientAppToken, delivery)
  }

  /** Frees room that an acknowledgement, or the end of a delivery, gave back. */
  free(room: Room): void {
    subtract(this.#outstanding, room)
    this.#progressAt = this.#clock.monotonic()
  }

  /** Tells why, then closes; what does not take the word in 2 s is cut off. Idempotent. */
  close(code: ClosingCode, retryAfterMs?: number): void {
    if (this.#closed) return
    this.#closed = true
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
    this.#socket.emit('aoiClosing', { messageType: 'aoiClosing', code, ...CLOSING[code], ...retry })
    const { conn } = this.#socket
    this.#socket.disconnect(true)
    this.#clock.after(CLOSE_GRACE_MILLISECONDS, () => conn.close(true))
  }

  /** The socket is gone. */
  ended(): void {
    this.#closed = true
  }
}

const CLOSE_GRACE_MILLISECONDS = 2000

function add(sum: Room, room: Room): void {
  sum.notifications += room.notifications
  sum.bytes += room.bytes
}

function subtract(sum: Room, room: Room): void {
  sum.notifications -= room.notifications
  sum.bytes -= room.bytes
}

/** Engine.IO writes this in place of the packet's own frame; its types do not name the option. */
function preEncoded(shipment: Shipment): object {
  return { wsPreEncodedFrame: [shipment.buffer] }
}
