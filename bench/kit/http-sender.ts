import { connect, type Socket } from 'node:net'

type PendingRequest = { resolve: (body: string) => void; reject: (error: Error) => void }

/** Sends POST requests at little cost. It keeps its connections and opens one for each request in flight. */
export class HttpSender {
  readonly #port: number
  readonly #headers: string
  readonly #idle: Connection[] = []
  readonly #all: Connection[] = []

  constructor(port: number, headers: Readonly<Record<string, string>>) {
    this.#port = port
    this.#headers = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
  }

  /** Returns the body of the answer. Rejects when the status is not 201. */
  async post(path: string, body: string): Promise<string> {
    const connection = this.#takeIdle() ?? this.#open()
    const answer = await connection.ask(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\n${this.#headers}` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    this.#idle.push(connection)
    return answer
  }

  close(): void {
    for (const connection of this.#all) connection.close()
  }

  /** Returns an idle connection. The server closes a connection that is idle for a while. */
  #takeIdle(): Connection | undefined {
    let connection = this.#idle.pop()
    while (connection?.isClosed) connection = this.#idle.pop()
    return connection
  }

  #open(): Connection {
    const connection = new Connection(this.#port)
    this.#all.push(connection)
    return connection
  }
}

/** One connection, which carries one request at a time. */
class Connection {
  readonly #socket: Socket
  #received = ''
  #waiting: PendingRequest | undefined

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('utf8').on('data', (text: string) => {
      this.#received += text
      this.#answer()
    })
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the connection was closed')))
  }

  get isClosed(): boolean {
    return this.#socket.closed
  }

  ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #answer(): void {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#received.slice(0, end)
    const body = this.#received.slice(end + 4)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (Buffer.byteLength(body) < length) return
    this.#received = ''
    const waiting = this.#waiting
    this.#waiting = undefined
    if (head.startsWith('HTTP/1.1 201')) waiting?.resolve(body)
    else waiting?.reject(new Error(`${head.split('\r\n', 1)[0]}: ${body}`))
  }
}
