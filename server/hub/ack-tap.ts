import type { Duplex } from 'node:stream'
import type { Socket as Connection } from 'engine.io'
import type { NotificationAck } from '#protocol'
import { FrameWalk } from './frame-walk.ts'
import { isPong } from './is-pong.ts'
import { readAcks } from './read-acks.ts'

type Acks = NotificationAck['acks']

/**
 * Takes acknowledgements and Engine.IO's pongs out of what comes on a TCP socket before the websocket, Engine.IO and
 * Socket.IO unpack them; everything else goes on to them (docs/decisions/022-acknowledgements-before-the-websocket.md).
 */
export class AckTap {
  readonly #walk = new FrameWalk()
  /** Right behind something that went on: it may be a part of that. */
  #isFollowing = true
  #connection: Connection | undefined
  #take: ((acks: Acks) => void) | undefined

  /** From the upgrade on; `head` is what came with it. */
  constructor(tcp: Duplex, head: Buffer) {
    this.#walk.follow(head)
    const push = tcp.push
    tcp.push = (bytes: Buffer | null, encoding) => this.#takes(bytes) || push.call(tcp, bytes, encoding)
  }

  /** From now on what is acknowledged goes to `take`, as long as the connection is open. */
  open(connection: Connection, take: (acks: Acks) => void): void {
    this.#connection = connection
    this.#take = take
    // Engine.IO looks for signs of life after its ping, so what comes next is for it.
    connection.on('packetCreate', ({ type }: { type: string }) => {
      if (type === 'ping') this.#isFollowing = true
    })
  }

  #takes(bytes: Buffer | null): boolean {
    if (bytes === null) return false
    const connection = this.#walk.isAtBeginning ? this.#connection : undefined
    if (connection !== undefined && isPong(bytes)) {
      connection.transport.emit('packet', { type: 'pong' })
      return true
    }
    const messages = connection === undefined ? undefined : readAcks(bytes)
    if (messages === undefined || this.#isFollowing) {
      this.#walk.follow(bytes)
      this.#isFollowing = messages === undefined
      return false
    }
    for (const acks of messages) if (connection?.readyState === 'open') this.#take?.(acks)
    return true
  }
}
