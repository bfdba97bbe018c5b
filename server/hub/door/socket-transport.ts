import type { DefaultEventsMap, Socket } from 'socket.io'
import { CLOSING, type ClientToServerEvents, type ServerToClientEvents } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { Binding, Session } from '../session/session.ts'
import type { Transport } from '../session/transport.ts'
import type { Batch } from '../wire/batch.ts'
import type { PlainEvent } from '../wire/event-frame.ts'
import { eventFrame } from '../wire/event-frame.ts'
import { FrameWriter } from '../wire/frame-writer.ts'
import type { QueueWatch } from '../wire/queue-watch.ts'

/** A socket has its binding until it joins, and its session afterwards. */
export type SocketData = { binding?: Binding; session?: Session }

export type AoiSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>

const CLOSE_GRACE_MILLISECONDS = 2000

/** Transports a session over Socket.IO. */
export class SocketTransport implements Transport {
  readonly #socket: AoiSocket
  readonly #writer: FrameWriter
  readonly #clock: Clock

  constructor(parts: { socket: AoiSocket; clock: Clock }) {
    this.#socket = parts.socket
    this.#writer = new FrameWriter(parts.socket.conn)
    this.#clock = parts.clock
  }

  get name(): 'socketIo' {
    return 'socketIo'
  }

  emit<Name extends PlainEvent>(event: Name, ...message: Parameters<ServerToClientEvents[Name]>): void {
    this.#writer.write(eventFrame(event, ...message), () => undefined)
  }

  send({ batch }: { batch: Batch }, written: () => void): boolean {
    return this.#writer.write(batch.buffer, written)
  }

  watch(queue: QueueWatch): void {
    this.#writer.watch(queue)
  }

  close({ code, retryAfterMs }: Parameters<Transport['close']>[0]): void {
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
    this.emit('aoiClosing', { messageType: 'aoiClosing', code, ...CLOSING[code], ...retry })
    const { conn } = this.#socket
    this.#socket.disconnect(true)
    this.#clock.after(CLOSE_GRACE_MILLISECONDS, () => conn.close(true))
  }
}
