import type { DefaultEventsMap, Socket } from 'socket.io'
import { CLOSING, type ClientToServerEvents, type ServerToClientEvents } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Carrier, QueueWatch } from './carrier.ts'
import type { Binding } from './session.ts'
import type { Shipment } from './shipment.ts'

export type SocketData = { binding?: Binding }

export type AoiSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>

const CLOSE_GRACE_MILLISECONDS = 2000

/** Carries a session by Socket.IO. */
export class SocketCarrier implements Carrier {
  readonly #socket: AoiSocket
  readonly #clock: Clock

  constructor(parts: { socket: AoiSocket; clock: Clock }) {
    this.#socket = parts.socket
    this.#clock = parts.clock
  }

  emit: Carrier['emit'] = (event, ...message) => {
    this.#socket.emit(event, ...message)
  }

  /** Writes frames through Engine.IO's own queue, so that they keep their place among everything else that is sent. */
  ship({ shipment }: { shipment: Shipment }, written: () => void): void {
    this.#socket.conn.write('', { compress: false, ...preEncoded(shipment) }, written)
  }

  /** Engine.IO makes a packet, and flushes it at once unless the one before has yet to be taken. */
  watch(queue: QueueWatch): void {
    const { conn } = this.#socket
    conn.on('packetCreate', queue.waiting)
    conn.on('flush', queue.taken)
  }

  close({ code, retryAfterMs }: Parameters<Carrier['close']>[0]): void {
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
    this.#socket.emit('aoiClosing', { messageType: 'aoiClosing', code, ...CLOSING[code], ...retry })
    const { conn } = this.#socket
    this.#socket.disconnect(true)
    this.#clock.after(CLOSE_GRACE_MILLISECONDS, () => conn.close(true))
  }
}

/** Engine.IO writes this in place of the packet's own frame; its types do not name the option. */
function preEncoded(shipment: Shipment): object {
  return { wsPreEncodedFrame: [shipment.buffer] }
}
