import type { RawSession } from '#server/testing/raw-session.ts'

const ACK_EVERY = 2
/** Delay of the acknowledgement of an incomplete batch, as the protocol has it. */
const ACK_MILLISECONDS = 100
const PATIENCE_MILLISECONDS = 300_000
const SEQ = /^42\/aoi,\["notification",\{.{0,120}?"seq":(\d+),/

/** Follows one token's log over bare websockets and keeps only the seqs. Connects again whenever it is cut off. */
export class LogFollower {
  readonly seqs: number[] = []
  readonly #token: string
  readonly #bind: () => Promise<RawSession>
  #session: RawSession | undefined
  #closed = false
  #timer: NodeJS.Timeout | undefined
  #look: () => void = () => {}

  constructor(parts: { token: string; bind: () => Promise<RawSession> }) {
    this.#token = parts.token
    this.#bind = parts.bind
  }

  get token(): string {
    return this.#token
  }

  async follow(): Promise<void> {
    const session = await this.#bind()
    this.#session = session
    for (const packet of session.packets.splice(0)) this.#take(packet)
    session.socket.on('message', (data: Buffer) => {
      session.packets.length = 0
      this.#take(data.toString())
    })
    session.socket.once('close', () => {
      if (!this.#closed) void this.follow()
    })
  }

  /** Stops reading: the kernel's buffers fill, and then the server's. */
  pause(): void {
    this.#session?.socket.pause()
  }

  resume(): void {
    this.#session?.socket.resume()
  }

  /** Resolves when it has this seq. */
  reach(seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`it has ${this.seqs.length} seqs up to ${this.seqs.at(-1)}, not ${seq}`)),
        PATIENCE_MILLISECONDS,
      )
      this.#look = () => {
        if ((this.seqs.at(-1) ?? 0) < seq) return
        clearTimeout(timer)
        resolve()
      }
      this.#look()
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#session?.socket.terminate()
  }

  /**
   * The wire delivers at least once. Like an AOI Client, this drops notifications that arrive again after a new
   * connection, and acknowledges them again, since the earlier acknowledgement may be lost.
   */
  #take(packet: string): void {
    const seq = Number(SEQ.exec(packet)?.[1] ?? 0)
    if (seq === 0) return
    const isNew = seq > (this.seqs.at(-1) ?? 0)
    if (isNew) this.seqs.push(seq)
    if (isNew && seq % ACK_EVERY === 0) this.#acknowledge(seq)
    else this.#timer ??= setTimeout(() => this.#acknowledge(this.seqs.at(-1) ?? 0), ACK_MILLISECONDS)
    this.#look()
  }

  #acknowledge(seq: number): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#session?.event('notificationAck', { messageType: 'notificationAck', acks: [[this.#token, seq]] })
  }
}
