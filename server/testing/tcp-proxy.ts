import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Stands between a server and who calls it, and misbehaves as networks do: holds back what passes without closing
 * anything (a partition), lets it pass late (a slow network), or cuts.
 */
export class TcpProxy {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>
  #held = false
  #delayMilliseconds = 0
  /** The longest delay there was: nothing that was late before takes longer. */
  #mostMilliseconds = 0
  #share = 1
  #connections = 0
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
      // Spread evenly over the connections, whatever the share.
      const place = (proxy.#connections * 0.618) % 1
      proxy.#connections += 1
      proxy.#join(caller, { to: called, place })
      proxy.#join(called, { to: caller, place })
    })
    return proxy
  }

  /** From now on nothing passes, and nobody is told. */
  hold(): void {
    this.#held = true
  }

  /** Everything passes again, also what was held back. */
  release(): void {
    this.#held = false
    this.#delayMilliseconds = 0
    for (const pass of this.#waiting.splice(0)) pass()
  }

  /** What passes does so this much later, on that share of the connections. */
  slow(milliseconds: number, { share = 1 } = {}): void {
    this.#delayMilliseconds = milliseconds
    this.#mostMilliseconds = Math.max(this.#mostMilliseconds, milliseconds)
    this.#share = share
  }

  /** Ends every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cut()
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

  /** In order: what comes while something is late waits behind it. */
  #pass(write: () => void, { place, late }: { place: number; late: (() => void)[] }): void {
    const isSlow = this.#delayMilliseconds > 0 && place < this.#share
    if (this.#held) this.#waiting.push(write)
    else if (isSlow || late.length > 0) {
      late.push(write)
      setTimeout(() => late.shift()?.(), isSlow ? this.#delayMilliseconds : this.#mostMilliseconds)
    } else write()
  }
}
