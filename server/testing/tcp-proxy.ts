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
      proxy.#join(caller, called)
      proxy.#join(called, caller)
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

  /** What passes does so this much later. */
  slow(milliseconds: number): void {
    this.#delayMilliseconds = milliseconds
  }

  /** Ends every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cut()
  }

  #join(from: Socket, to: Duplex): void {
    this.#sockets.add(from)
    from.on('data', (data: Buffer) => this.#pass(() => void (to.writable && to.write(data))))
    from.on('error', () => to.destroy())
    from.once('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }

  /** In order: timers of one length fire in the order set. */
  #pass(write: () => void): void {
    if (this.#held) this.#waiting.push(write)
    else if (this.#delayMilliseconds > 0) setTimeout(write, this.#delayMilliseconds)
    else write()
  }
}
