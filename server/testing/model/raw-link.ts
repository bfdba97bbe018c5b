import { WebSocket } from 'ws'
import { AOI_NAMESPACE, SOCKET_PATH } from '#protocol'

const PREFIX = `${AOI_NAMESPACE},`
const ANSWER_MILLISECONDS = 15_000

type Parts = {
  url: string
  auth: object
  /** Called for each event, with the size of its packet in bytes. */
  onEvent: (name: string, message: Record<string, unknown>, bytes: number) => void
  onEnd: () => void
}

/** A websocket that speaks Engine.IO and Socket.IO packet by packet, and can stop reading. */
export class RawLink {
  readonly #parts: Parts
  readonly #socket: WebSocket
  readonly #answers = new Map<number, (answer: unknown) => void>()
  #asked = 0
  #isOpen = true

  constructor(parts: Parts) {
    this.#parts = parts
    const target = new URL(`${SOCKET_PATH}?EIO=4&transport=websocket`, parts.url)
    target.protocol = 'ws:'
    this.#socket = new WebSocket(target, { perMessageDeflate: false })
    this.#socket.on('message', (data: Buffer) => this.#take(data.toString()))
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#end())
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Reads nothing more from the kernel, and answers no pings. */
  stopReading(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pause()
  }

  goOnReading(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.resume()
  }

  /** Returns the answer; `undefined` if the connection is gone or the answer takes too long. */
  ask(name: string, message: object): Promise<unknown> {
    this.#asked += 1
    const number = this.#asked
    this.#send(`42${PREFIX}${number}${JSON.stringify([name, message])}`)
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), ANSWER_MILLISECONDS)
      const settle = (answer: unknown) => {
        clearTimeout(timer)
        this.#answers.delete(number)
        resolve(answer)
      }
      if (this.#isOpen) this.#answers.set(number, settle)
      else settle(undefined)
    })
  }

  /** Ends the connection without a closing handshake, like a network failure. */
  cut(): void {
    this.#socket.terminate()
  }

  #send(packet: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(packet)
  }

  #take(packet: string): void {
    if (packet === '2') this.#send('3')
    else if (packet.startsWith('0{')) this.#send(`40${PREFIX}${JSON.stringify(this.#parts.auth)}`)
    else if (packet.startsWith(`42${PREFIX}[`)) {
      const [name, message] = JSON.parse(packet.slice(2 + PREFIX.length)) as [string, Record<string, unknown>]
      this.#parts.onEvent(name, message, Buffer.byteLength(packet))
    } else if (packet.startsWith(`43${PREFIX}`)) {
      const [, number = '', answer = '[]'] = /^43[^,]*,(\d+)(.*)$/s.exec(packet) ?? []
      this.#answers.get(Number(number))?.((JSON.parse(answer) as unknown[])[0] ?? {})
    } else if (packet.startsWith(`44${PREFIX}`) || packet.startsWith(`41${PREFIX}`)) this.#socket.close()
  }

  #end(): void {
    this.#isOpen = false
    for (const settle of [...this.#answers.values()]) settle(undefined)
    this.#parts.onEnd()
  }
}
