import type { Socket } from 'node:net'
import { CLIENT_LIMITS } from '../../client/limits.ts'
import { AOI_NAMESPACE, SOCKET_PATH } from '../../protocol/index.ts'
import { benchCredential } from './bench-sessions.ts'
import { openFastSocket } from './fast-socket.ts'
import { clientFrame, FrameWalker, upgradeRequest } from './websocket.ts'

const ACK_STEP_MILLISECONDS = 5
const ACKS_PER_TURN = 100
/** As long as the library of `client/` waits for its connection. */
const CONNECT_MILLISECONDS = 20_000
const EVENT_PREFIX = `42${AOI_NAMESPACE},`
const PING = '2'.charCodeAt(0)
const PONG = clientFrame('3')
const [MESSAGE, EVENT, REFUSAL] = [...'424'].map((digit) => digit.charCodeAt(0))
const [SESSION, NOTIFICATION] = [...'an'].map((letter) => letter.charCodeAt(0))

type Parts = {
  port: number
  index: number
  /** The number of its connection, for its local address; default: `index`. */
  connection?: number
  /** Its one token, which it acknowledges. Unset: the client never acknowledges. */
  clientAppToken?: string
  /** The seq that the log of its token had reached before. */
  afterSeq?: number
  epoch?: string
  /** Called when more notifications have arrived. */
  onNotifications?: (count: number) => void
  onSession?: () => void
  onClose?: () => void
}

/**
 * An AOI Client for a bench. It has one token, counts its notifications without parsing them, and acknowledges as the
 * protocol demands.
 */
export class BenchAoiClient {
  readonly #parts: Parts
  readonly #acks: AckClock
  readonly #walker = new FrameWalker((beginning, length) => this.#onFrame(beginning, length))
  readonly #patience: NodeJS.Timeout
  readonly socket: Socket
  /** Notifications that have arrived. */
  received = 0
  isRefused = false
  #upgraded = false
  #begun = false
  #acked = 0
  #counted = 0

  constructor(parts: Parts, acks: AckClock) {
    this.#parts = parts
    this.#acks = acks
    this.socket = openFastSocket({
      port: parts.port,
      index: parts.connection ?? parts.index,
      take: (bytes) => this.#take(bytes),
      onConnect: (socket) =>
        socket.write(upgradeRequest(parts.port, `${SOCKET_PATH}?EIO=4&transport=websocket`)),
      onClose: () => {
        clearTimeout(this.#patience)
        parts.onClose?.()
      },
    })
    this.#patience = setTimeout(() => this.socket.destroy(), CONNECT_MILLISECONDS)
  }

  get owesAcks(): boolean {
    return this.received > this.#acked
  }

  /** Acknowledges everything that has arrived. */
  acknowledge(): void {
    this.#acked = this.received
    const seq = (this.#parts.afterSeq ?? 0) + this.received
    const acks = [[this.#parts.clientAppToken, seq]]
    const message = JSON.stringify(['notificationAck', { messageType: 'notificationAck', acks }])
    this.socket.write(clientFrame(`${EVENT_PREFIX}${message}`))
  }

  #take(bytes: Buffer): void {
    if (this.#upgraded) this.#walker.take(bytes)
    else this.#takeAnswer(bytes)
    const count = this.received - this.#counted
    if (count === 0) return
    this.#counted = this.received
    this.#parts.onNotifications?.(count)
    if (this.#parts.clientAppToken !== undefined) this.#acks.add(this, this.received - this.#acked)
  }

  /** Reads the answer to the upgrade. The first frame may follow in the same bytes. */
  #takeAnswer(bytes: Buffer): void {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return
    this.#upgraded = true
    const { epoch, index, afterSeq } = this.#parts
    const auth = { protocol: 1, ...benchCredential(index), ...this.#cursors(epoch, afterSeq) }
    this.socket.write(clientFrame(`40${AOI_NAMESPACE},${JSON.stringify(auth)}`))
    if (bytes.length > end + 4) this.#walker.take(bytes.subarray(end + 4))
  }

  #cursors(epoch: string | undefined, afterSeq: number | undefined): object {
    const { clientAppToken } = this.#parts
    if (epoch === undefined || afterSeq === undefined || clientAppToken === undefined) return {}
    return { epoch, cursors: { [clientAppToken]: afterSeq } }
  }

  #onFrame(beginning: Buffer, length: number): void {
    if (length === 1 && beginning[0] === PING) {
      this.socket.write(PONG)
      return
    }
    if (beginning[0] !== MESSAGE) return
    if (beginning[1] === REFUSAL) this.#refused()
    if (beginning[1] !== EVENT) return
    // `42/aoi,["n…` is a notification; `…["a…` is the session's beginning, later a heartbeat.
    const letter = beginning[EVENT_PREFIX.length + 2]
    if (letter === NOTIFICATION) this.received += 1
    else if (letter === SESSION) this.#begin()
  }

  #refused(): void {
    this.isRefused = true
    this.socket.end()
  }

  #begin(): void {
    if (this.#begun) return
    this.#begun = true
    clearTimeout(this.#patience)
    this.#parts.onSession?.()
  }
}

/**
 * Acknowledges for the AOI Clients of this process, with the timing of `client/`: the first at once, further ones after
 * a pause, or when enough have gathered.
 *
 * Every client stands for a device of its own, so the writes of one must not delay the reads of another. So
 * acknowledgements that are due at once go out after the pending reads, a few in each turn of the event loop.
 */
export class AckClock {
  readonly #due = new Set<BenchAoiClient>()
  /** The clients that wait, with the time at which each wait ends, in that order. */
  readonly #pausing = new Map<BenchAoiClient, number>()
  readonly #timer: NodeJS.Timeout

  constructor() {
    this.#timer = setInterval(() => this.#turn(), ACK_STEP_MILLISECONDS)
  }

  add(client: BenchAoiClient, owed: number): void {
    if (owed < CLIENT_LIMITS.ackNotifications && this.#pausing.has(client)) return
    if (this.#due.size === 0) setImmediate(() => this.#acknowledgeDue())
    this.#due.add(client)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #acknowledgeDue(): void {
    let acknowledged = 0
    for (const client of this.#due) {
      if (acknowledged === ACKS_PER_TURN) {
        setImmediate(() => this.#acknowledgeDue())
        return
      }
      acknowledged += 1
      this.#due.delete(client)
      this.#acknowledge(client)
    }
  }

  #acknowledge(client: BenchAoiClient): void {
    if (!client.owesAcks || client.socket.destroyed) return
    client.acknowledge()
    this.#pausing.delete(client)
    this.#pausing.set(client, performance.now() + CLIENT_LIMITS.ackMilliseconds)
  }

  #turn(): void {
    const now = performance.now()
    for (const [client, until] of this.#pausing) {
      if (until > now) return
      this.#pausing.delete(client)
      this.#acknowledge(client)
    }
  }
}
