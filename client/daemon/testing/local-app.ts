import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { DaemonMessage } from '../../../protocol/daemon.ts'
import { daemonMessageSchema } from '../../../protocol/daemon.ts'

type MessageType = DaemonMessage['messageType']
type MessageOf<Type extends MessageType> = Extract<DaemonMessage, { messageType: Type }>

/** A Client Application of the daemon, for tests. It rejects messages that do not match the protocol. */
export class LocalApp {
  /** Messages that arrived and were not taken yet. */
  readonly waiting: DaemonMessage[] = []
  readonly closed: Promise<unknown>
  readonly #socket: Socket
  #unfinished = ''

  private constructor(socket: Socket) {
    this.#socket = socket
    this.closed = once(socket, 'close')
    // As many may wait for a message as a test has registrations under way.
    socket.setMaxListeners(0)
    socket.setEncoding('utf8').on('error', () => socket.destroy())
    socket.on('data', (text: string) => this.#read(text))
  }

  /** Connects to a socket's path, or to a port of 127.0.0.1. */
  static async connect(where: string | number): Promise<LocalApp> {
    const socket = typeof where === 'string' ? connect(where) : connect(where, '127.0.0.1')
    await once(socket, 'connect')
    return new LocalApp(socket)
  }

  send(message: object): void {
    this.write(`${JSON.stringify(message)}\n`)
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes)
  }

  /** The next message of this type, so far or to come. */
  async take<Type extends MessageType>(messageType: Type): Promise<MessageOf<Type>> {
    for (;;) {
      const index = this.waiting.findIndex((message) => message.messageType === messageType)
      if (index !== -1) return this.waiting.splice(index, 1)[0] as MessageOf<Type>
      await once(this.#socket, 'message')
    }
  }

  async ask<Type extends MessageType>(request: object, answerType: Type): Promise<MessageOf<Type>> {
    this.send(request)
    return this.take(answerType)
  }

  async register(request: object): Promise<string> {
    const answer = await this.ask(
      { messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.news', ...request },
      'clientAppRegistrationRes',
    )
    if (answer.code !== '200') throw new Error(`${answer.code} ${answer.desc}`)
    return answer.clientAppToken
  }

  /** Takes the next notification, acknowledges it unless told not to, and returns its payload. */
  async receive({ acknowledges = true } = {}): Promise<unknown> {
    const notification = await this.take('notification')
    if (acknowledges) this.send({ messageType: 'notificationAck', id: notification.id })
    return 'payload' in notification ? notification.payload : notification.data
  }

  pauseReading(): void {
    this.#socket.pause()
  }

  resumeReading(): void {
    this.#socket.resume()
  }

  /** Closes abruptly, like a killed process. */
  async crash(): Promise<void> {
    this.#socket.destroy()
    await this.closed
  }

  #read(text: string): void {
    const lines = (this.#unfinished + text).split('\n')
    this.#unfinished = lines.pop() ?? ''
    for (const line of lines) this.waiting.push(daemonMessageSchema.parse(JSON.parse(line)))
    this.#socket.emit('message')
  }
}
