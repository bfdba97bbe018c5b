import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { type AckUpdate, PUSH_SOCKET_PATH, PUSH_SOCKET_PROTOCOL, type PushSocketAnswer } from '#protocol'

const PATIENCE_MILLISECONDS = 30_000

type Message = Exclude<PushSocketAnswer, Record<string, never>>
export type MessageOf<Type extends Message['messageType']> = Extract<Message, { messageType: Type }>

/** A websocket that speaks Mozilla's push protocol message by message, and can send messages that no browser would. */
export class RawBrowser {
  readonly socket: WebSocket
  /** Messages that have arrived, oldest first. */
  readonly received: (Message | Record<string, never>)[] = []
  readonly #waiting = new Set<() => void>()
  #closed: number | undefined
  /** The status with which the server refused the connection. */
  refusal: number | undefined

  constructor(
    url: string,
    options: { headers?: Record<string, string>; protocol?: string; query?: string } = {},
  ) {
    const target = new URL(`${PUSH_SOCKET_PATH}${options.query ?? ''}`, url)
    target.protocol = target.protocol.replace('http', 'ws')
    const { headers = {}, protocol = PUSH_SOCKET_PROTOCOL } = options
    this.socket = new WebSocket(target, protocol === '' ? [] : protocol, { headers })
    this.socket.on('message', (data: Buffer) => {
      this.received.push(JSON.parse(data.toString()))
      this.#wake()
    })
    this.socket.on('unexpected-response', (_request, response) => {
      this.refusal = response.statusCode
      this.#end(1006)
    })
    this.socket.on('error', () => {})
    this.socket.on('close', (code) => this.#end(code))
  }

  /** Says hello, as the browser with this `uaid` or as a new one. Resolves at the server's greeting. */
  static async greet(url: string, uaid?: string): Promise<{ browser: RawBrowser; uaid: string }> {
    const browser = new RawBrowser(url)
    browser.send({ messageType: 'hello', use_webpush: true, broadcasts: {}, ...(uaid && { uaid }) })
    return { browser, uaid: (await browser.next('hello')).uaid }
  }

  send(message: unknown): void {
    const text = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)
    if (this.socket.readyState === WebSocket.CONNECTING)
      this.socket.once('open', () => this.socket.send(text))
    else if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text)
  }

  /** Registers a channel. Returns the answer and the token of its endpoint. */
  async register(given: { channelID?: string; key?: string } = {}) {
    const channelID = given.channelID ?? randomUUID()
    this.send({ messageType: 'register', ...given, channelID })
    const answer = await this.next('register')
    return { ...answer, token: answer.pushEndpoint.split('/').at(-1) ?? '' }
  }

  ack(notification: MessageOf<'notification'>, code: AckUpdate['code'] = 100): void {
    const { channelID, version } = notification
    this.send({ messageType: 'ack', updates: [{ channelID, version, code }] })
  }

  /** Waits for the first message of this type and takes it. */
  next<Type extends Message['messageType']>(type: Type): Promise<MessageOf<Type>> {
    return this.#until(type, () => {
      const index = this.received.findIndex(({ messageType }) => messageType === type)
      return index === -1 ? undefined : (this.received.splice(index, 1)[0] as MessageOf<Type>)
    })
  }

  /** Takes `count` notifications. Acknowledges each unless told not to. */
  async take(count: number, acknowledge = true): Promise<MessageOf<'notification'>[]> {
    const taken: MessageOf<'notification'>[] = []
    while (taken.length < count) {
      const notification = await this.next('notification')
      taken.push(notification)
      if (acknowledge) this.ack(notification)
    }
    return taken
  }

  /** Resolves once the server has processed every earlier message. */
  async settled(): Promise<void> {
    this.send({ messageType: 'broadcast_subscribe', broadcasts: {} })
    await this.next('broadcast')
  }

  /** Waits for the end. Returns the server's close code. */
  closed(): Promise<number> {
    return this.#until('end', () => this.#closed)
  }

  leave(): Promise<number> {
    this.socket.close()
    return this.closed()
  }

  #end(code: number): void {
    this.#closed ??= code
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
        const received = JSON.stringify(this.received).slice(0, 2000)
        reject(new Error(`no ${what} came (closed: ${this.#closed ?? 'no'}); what came: ${received}`))
      }, PATIENCE_MILLISECONDS)
      this.#waiting.add(look)
      look()
    })
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look()
  }
}
