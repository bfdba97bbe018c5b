import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Stands between a server and its clients, and misbehaves like a network: it holds bytes back without closing anything
 * (a partition), delays them (a slow network), or cuts connections.
 */
export class TcpProxy {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>
  #held = false
  #delayMilliseconds = 0
  /** The longest delay so far: by then all delayed bytes have passed. */
  #mostMilliseconds = 0
  #share = 1
  #connections = 0
  #chunks = 0
  #atChunk: (() => void) | undefined
  readonly #waiting: (() => void)[] = []

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server
    this.#sockets = sockets
    this.port = (server.address() as AddressInfo).port
  }

  /** Listens at `at`, or at any port of 127.0.0.1. */
  static async open(targetPort: number, at = { port: 0, host: '127.0.0.1' }): Promise<TcpProxy> {
    const sockets = new Set<Socket>()
    const server = createServer().listen(at.port, at.host)
    await once(server, 'listening')
    const proxy = new TcpProxy(server, sockets)
    server.on('connection', (caller) => {
      const called = connect(targetPort, '127.0.0.1')
      // Spreads the slow connections evenly over all, for any share.
      const place = (proxy.#connections * 0.618) % 1
      proxy.#connections += 1
      caller.on('data', () => proxy.#count())
      proxy.#join(caller, { to: called, place })
      proxy.#join(called, { to: caller, place })
    })
    return proxy
  }

  /** From now on no bytes pass, and neither side is told. */
  hold(): void {
    this.#held = true
  }

  /** Passes everything again, including the bytes that were held back. */
  release(): void {
    this.#held = false
    this.#delayMilliseconds = 0
    for (const pass of this.#waiting.splice(0)) pass()
  }

  /** Delays all bytes by that much, on that share of the connections. */
  slow(milliseconds: number, { share = 1 } = {}): void {
    this.#delayMilliseconds = milliseconds
    this.#mostMilliseconds = Math.max(this.#mostMilliseconds, milliseconds)
    this.#share = share
  }

  /** Closes itself when clients have sent that many chunks, counted from now on. Resolves when it has closed. */
  closeAtChunk(chunks: number): Promise<void> {
    this.#chunks = chunks
    return new Promise((resolve) => {
      this.#atChunk = () => resolve(this.close())
    })
  }

  /** Ends every connection. New ones are accepted. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cut()
  }

  #count(): void {
    this.#chunks -= 1
    if (this.#chunks === 0) this.#atChunk?.()
  }

  #join(from: Socket, { to, place }: { to: Duplex; place: number }): void {
    const late: (() => void)[] = []
    this.#sockets.add(from)
    from.on('data', (data: Buffer) => this.#pass(() => void (to.writable && to.write(data)), { place, late }))
    from.on('error', () => to.destroy())
    from.once('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }

  /** Keeps the order: bytes that arrive while earlier ones are delayed wait behind them. */
  #pass(write: () => void, { place, late }: { place: number; late: (() => void)[] }): void {
    const isSlow = this.#delayMilliseconds > 0 && place < this.#share
    if (this.#held) this.#waiting.push(write)
    else if (isSlow || late.length > 0) {
      late.push(write)
      setTimeout(() => late.shift()?.(), isSlow ? this.#delayMilliseconds : this.#mostMilliseconds)
    } else write()
  }
}
