import { Duplex } from 'node:stream'
import type { Socket as Connection } from 'engine.io'
import type { NotificationAck } from '#protocol'
import { FrameWalk } from './frame-walk.ts'
import { isPong } from './is-pong.ts'
import { readAcks } from './read-acks.ts'

/** Takes the acknowledgements of one connection. */
export interface AckReceiver {
  receive(acks: NotificationAck['acks']): void
  /** Engine.IO has sent a ping. */
  pinged(): void
  /** The answer to the latest ping has come. */
  ponged(): void
}

/**
 * Taps by TCP socket and by connection. All taps share the functions below: a closure for each would be larger than a
 * tap.
 */
const taps = new WeakMap<Duplex | Connection, AckTap>()

/**
 * Takes acknowledgements and Engine.IO's pongs from the bytes of a TCP socket, before the websocket, Engine.IO and
 * Socket.IO unpack them. All other bytes go on to them (docs/decisions/022-acknowledgements-before-the-websocket.md).
 */
export class AckTap {
  readonly #walk = new FrameWalk()
  /** The bytes before these went on to Engine.IO, so these may continue the same message. */
  #isFollowing = true
  #connection: Connection | undefined
  #receiver: AckReceiver | undefined

  private constructor() {}

  /**
   * Sets a tap on a TCP socket at its upgrade. `head` holds the bytes that arrived together with the upgrade request.
   */
  static set(tcp: Duplex, head: Buffer): AckTap {
    const tap = new AckTap()
    tap.#walk.follow(head)
    taps.set(tcp, tap)
    tcp.push = pushPast
    return tap
  }

  static of(tcp: Duplex): AckTap | undefined {
    return taps.get(tcp)
  }

  /** From now on passes acknowledgements to the receiver, as long as the connection is open. */
  open(connection: Connection, receiver: AckReceiver): void {
    this.#connection = connection
    this.#receiver = receiver
    taps.set(connection, this)
    connection.on('packetCreate', followPing)
  }

  /** Lets the next bytes go on to Engine.IO, which looks for signs of life after its ping. */
  follow(): void {
    this.#isFollowing = true
    this.#receiver?.pinged()
  }

  /** Returns true if the tap took the bytes. The caller must then not pass them on. */
  takes(bytes: Buffer | null): boolean {
    if (bytes === null) return false
    const connection = this.#walk.isAtBeginning ? this.#connection : undefined
    if (connection !== undefined && isPong(bytes)) {
      this.#receiver?.ponged()
      connection.transport.emit('packet', { type: 'pong' })
      return true
    }
    const messages = connection === undefined ? undefined : readAcks(bytes)
    if (messages === undefined || this.#isFollowing) {
      this.#walk.follow(bytes)
      this.#isFollowing = messages === undefined
      return false
    }
    for (const acks of messages) if (connection?.readyState === 'open') this.#receiver?.receive(acks)
    return true
  }
}

/** Replaces the `push` of the TCP socket. */
function pushPast(this: Duplex, bytes: Buffer | null, encoding?: BufferEncoding): boolean {
  return taps.get(this)?.takes(bytes) === true || Duplex.prototype.push.call(this, bytes, encoding)
}

function followPing(this: Connection, { type }: { type: string }): void {
  if (type === 'ping') taps.get(this)?.follow()
}
