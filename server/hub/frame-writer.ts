import type { Socket as TcpSocket } from 'node:net'
import type { Socket as Connection } from 'engine.io'
import type { QueueWatch } from './carrier.ts'

const NOTHING = Buffer.alloc(0)
const NOBODY: QueueWatch = { waiting: () => undefined, taken: () => undefined }

/** For the listeners, which all connections share: one of its own would be larger than its writer. */
const writers = new WeakMap<Connection, FrameWriter>()

/**
 * Writes frames that were made beforehand. Engine.IO's way costs as much again as the write itself (a packet, two
 * callbacks, five events and a turn of the event loop for each member), so where nothing stands in its queue they go
 * straight to the TCP socket. That keeps the order: what Engine.IO took from its queue is in the TCP socket's queue
 * already, before them, and what it takes later comes behind (docs/decisions/017-frames-past-engine-io.md).
 */
export class FrameWriter {
  readonly #connection: Connection
  readonly #tcp: TcpSocket
  /** Something stands in Engine.IO's queue: it makes a packet, and flushes all unless the ones before have yet to be taken. */
  #isQueued: boolean
  #queue = NOBODY

  constructor(connection: Connection) {
    this.#connection = connection
    this.#tcp = connection.request.socket
    this.#isQueued = !connection.transport.writable
    writers.set(connection, this)
    connection.on('packetCreate', noteQueued)
    connection.on('flush', noteFlushed)
  }

  /** Engine.IO has something in its queue, or has it no longer. */
  noteQueue(isQueued: boolean): void {
    this.#isQueued = isQueued
    if (isQueued) this.#queue.waiting()
    else this.#queue.taken()
  }

  /** Writes behind everything before. Answers true when the kernel took it at once; else `onTaken` is called when it has. */
  write(frames: Buffer, onTaken: () => void): boolean {
    if (this.#isQueued || this.#connection.readyState !== 'open' || !this.#tcp.writable) {
      this.#connection.write('', { compress: false, ...preEncoded(frames) }, onTaken)
      return false
    }
    this.#tcp.write(frames)
    if (this.#tcp.writableLength === 0) return true
    // Behind them in the same queue. A callback of the write itself would cost every write, also those taken at once.
    this.#queue.waiting()
    this.#tcp.write(NOTHING, () => {
      this.#queue.taken()
      onTaken()
    })
    return false
  }

  /** Tells from now on whether something waits that the kernel does not take, since the other side does not read. */
  watch(queue: QueueWatch): void {
    this.#queue = queue
  }
}

function noteQueued(this: Connection): void {
  writers.get(this)?.noteQueue(true)
}

function noteFlushed(this: Connection): void {
  writers.get(this)?.noteQueue(false)
}

/** Engine.IO writes this in place of the packet's own frame; its types do not name the option. */
function preEncoded(frames: Buffer): object {
  return { wsPreEncodedFrame: [frames] }
}
