import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** The unfinished responses of each connection, in the order of their requests. */
export class PendingResponses {
  readonly #bySocket = new WeakMap<Duplex, Set<ServerResponse>>()

  /** `onDone` is called for each response when it is done or cut off. */
  constructor(
    server: Server,
    onDone: (request: IncomingMessage, response: ServerResponse) => void = () => {},
  ) {
    server.prependListener('request', (request, response) => {
      const pending = this.#open(request.socket).add(response)
      // Node emits it once for each response. `once` would wrap the listener for each request.
      response.on('close', () => {
        pending.delete(response)
        onDone(request, response)
      })
    })
  }

  #open(socket: Duplex): Set<ServerResponse> {
    const known = this.#bySocket.get(socket)
    if (known !== undefined) return known
    const pending = new Set<ServerResponse>()
    this.#bySocket.set(socket, pending)
    return pending
  }

  of(socket: Duplex): readonly ServerResponse[] {
    return [...(this.#bySocket.get(socket) ?? [])]
  }

  /** Runs `next` once every response that is pending now is done. */
  afterAll(socket: Duplex, next: () => void): void {
    const last = this.of(socket).at(-1)
    if (last === undefined) next()
    else last.once('close', () => setImmediate(next))
  }
}
