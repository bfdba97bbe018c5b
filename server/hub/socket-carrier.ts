import type { DefaultEventsMap, Socket } from 'socket.io'
import { CLOSING, type ClientToServerEvents, type ServerToClientEvents } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Carrier, PlainEvent, QueueWatch } from './carrier.ts'
import { eventFrame } from './event-frame.ts'
import { FrameWriter } from './frame-writer.ts'
import type { Binding, Session } from './session.ts'
import type { Shipment } from './shipment.ts'

/** A socket has its binding until it joins, and its session afterwards. */
export type SocketData = { binding?: Binding; session?: Session }

export type AoiSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>

const CLOSE_GRACE_MILLISECONDS = 2000

/** Carries a session over Socket.IO. */
export class SocketCarrier implements Carrier {
  readonly #socket: AoiSocket
  readonly #writer: FrameWriter
  readonly #clock: Clock

  constructor(parts: { socket: AoiSocket; clock: Clock }) {
    this.#socket = parts.socket
    this.#writer = new FrameWriter(parts.socket.conn)
    this.#clock = parts.clock
  }

  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void {
    this.#writer.write(eventFrame(event, ...message), () => undefined)
  }

  ship({ shipment }: { shipment: Shipment }, written: () => void): boolean {
    return this.#writer.write(shipment.buffer, written)
  }

  watch(queue: QueueWatch): void {
    this.#writer.watch(queue)
  }

  close({ code, retryAfterMs }: Parameters<Carrier['close']>[0]): void {
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
    this.emit('aoiClosing', { messageType: 'aoiClosing', code, ...CLOSING[code], ...retry })
    const { conn } = this.#socket
    this.#socket.disconnect(true)
    this.#clock.after(CLOSE_GRACE_MILLISECONDS, () => conn.close(true))
  }
}
