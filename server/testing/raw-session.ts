import { WebSocket } from 'ws'
import { AOI_NAMESPACE, SOCKET_PATH } from '#protocol'
import type { Credential } from './aoi-connection.ts'

const PATIENCE_MILLISECONDS = 30_000
const PREFIX = `${AOI_NAMESPACE},`

/**
 * A websocket that speaks Engine.IO and Socket.IO packet by packet, and can send packets that no client library would.
 */
export class RawSession {
  readonly socket: WebSocket
  /** Packets that have arrived, oldest first, without pings. */
  readonly packets: string[] = []
  /** Answers the server's pings. Without an answer the server closes the connection. */
  answersPings = true
  readonly #waiting = new Set<() => void>()
  #isClosed = false

  private constructor(url: string, headers: Record<string, string>) {
    const target = new URL(`${SOCKET_PATH}?EIO=4&transport=websocket`, url)
    target.protocol = target.protocol === 'https:' ? 'wss:' : 'ws:'
    this.socket = new WebSocket(target, { headers })
    this.socket.on('message', (data: Buffer) => this.#take(data.toString()))
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  /** Connects, without a namespace. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<RawSession> {
    const session = new RawSession(url, headers)
    await session.next('0{')
    return session
  }

  /** Connects and opens a session of this AOI Client. */
  static async bind(url: string, as: Credential): Promise<RawSession> {
    const session = await RawSession.open(url)
    session.connect({ protocol: 1, ...as })
    await session.next(`42${PREFIX}["aoiSession"`)
    return session
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  send(packet: string | Buffer): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(packet)
  }

  /** Asks to join the namespace. */
  connect(auth: unknown): void {
    this.send(`40${PREFIX}${JSON.stringify(auth)}`)
  }

  event(name: string, ...message: unknown[]): void {
    this.send(`42${PREFIX}${JSON.stringify([name, ...message])}`)
  }

  /** Waits for the first packet that begins like this and takes it. */
  next(beginning: string): Promise<string> {
    return this.#until(`packet ${beginning}`, () => {
      const index = this.packets.findIndex((packet) => packet.startsWith(beginning))
      return index === -1 ? undefined : this.packets.splice(index, 1)[0]
    })
  }

  /** Waits for the end of the connection. Returns the packets that were not taken. */
  closed(): Promise<string[]> {
    return this.#until('end', () => (this.#isClosed ? this.packets : undefined))
  }

  #take(packet: string): void {
    if (packet === '2') {
      if (this.answersPings) this.send('3')
      return
    }
    this.packets.push(packet)
    this.#wake()
  }

  #until<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find()
        if (found === undefined) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`no ${what} came; what came: ${this.packets.join('\n').slice(0, 2000)}`))
      }, PATIENCE_MILLISECONDS)
      this.#waiting.add(look)
      look()
    })
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look()
  }
}
