import type { Socket as TcpSocket } from 'node:net'
import type { Socket as Connection } from 'engine.io'
import type { QueueWatch } from './queue-watch.ts'

const NOTHING = Buffer.alloc(0)
const NOBODY: QueueWatch = { waiting: () => undefined, taken: () => undefined }

/** For the listeners, which all connections share: a listener for each connection would be larger than its writer. */
const writers = new WeakMap<Connection, FrameWriter>()

/**
 * Writes frames that are encoded beforehand. Engine.IO needs a packet, two callbacks, five events and a turn of the
 * event loop for each member, which doubles the cost of the write. So frames go straight to the TCP socket while
 * Engine.IO's queue is empty. This keeps the order. Packets that Engine.IO has flushed are already ahead in the queue
 * of the TCP socket, and later ones come behind (docs/decisions/017-frames-past-engine-io.md).
 */
export class FrameWriter {
  readonly #connection: Connection
  readonly #tcp: TcpSocket
  /**
   * True while Engine.IO has packets in its queue: it creates a packet, and flushes it once the previous flush is
   * taken.
   */
  #isQueued: boolean
  #queue = NOBODY

  constructor(connection: Connection) {
    this.#connection = connection
    this.#tcp = connection.request.socket
    this.#isQueued = holdsPackets(connection)
    writers.set(connection, this)
    connection.on('packetCreate', noteQueued)
    connection.on('flush', noteFlushed)
  }

  /** Notes that Engine.IO's queue has filled or emptied. */
  noteQueue(isQueued: boolean): void {
    this.#isQueued = isQueued
    if (isQueued) this.#queue.waiting()
    else this.#queue.taken()
  }

  /**
   * Writes the frames behind all earlier ones. Returns true if the kernel takes them at once. Otherwise calls `onTaken`
   * when it has.
   */
  write(frames: Buffer, onTaken: () => void): boolean {
    if (this.#isQueued || this.#connection.readyState !== 'open' || !this.#tcp.writable) {
      this.#connection.write('', { compress: false, ...preEncoded(frames) }, onTaken)
      return false
    }
    this.#tcp.write(frames)
    if (this.#tcp.writableLength === 0) return true
    // An empty write comes behind the frames in the same queue. A callback on the frames' own write would slow every
    // write, even those that the kernel takes at once.
    this.#queue.waiting()
    this.#tcp.write(NOTHING, () => {
      this.#queue.taken()
      onTaken()
    })
    return false
  }

  /** From now on calls `queue` when bytes wait because the client does not read, and when the kernel has taken them. */
  watch(queue: QueueWatch): void {
    this.#queue = queue
  }
}

/** Its types do not declare the queue. A packet that was flushed and is still being written is not in it. */
function holdsPackets(connection: Connection): boolean {
  return (connection as unknown as { writeBuffer: readonly unknown[] }).writeBuffer.length > 0
}

function noteQueued(this: Connection): void {
  writers.get(this)?.noteQueue(true)
}

function noteFlushed(this: Connection): void {
  writers.get(this)?.noteQueue(false)
}

/** Engine.IO writes these frames in place of the packet's own. Its types do not declare the option. */
function preEncoded(frames: Buffer): object {
  return { wsPreEncodedFrame: [frames] }
}
