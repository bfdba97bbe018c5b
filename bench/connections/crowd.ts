import { reconnectDelay } from '../../client/retry-delay.ts'
import { AckClock, BenchAoiClient } from '../kit/bench-aoi-client.ts'
import { type Population, tokensOf } from '../kit/bench-sessions.ts'

const AT_ONCE = 60

export type CrowdParts = {
  port: number
  population: Population
  first: number
  count: number
  /** Entries of each token's log that its members had acknowledged before. */
  afterSeq: number
  /** Once in session, the clients read nothing and acknowledge nothing. */
  deaf: boolean
}

/**
 * Many AOI Clients, each of which acknowledges its first token. A client that is cut off connects again as those of
 * `client/` do: after a backoff with full jitter.
 */
export class Crowd {
  readonly #parts: CrowdParts
  readonly #acks = new AckClock()
  readonly #clients = new Map<number, BenchAoiClient>()
  readonly #inSession = new Set<number>()
  readonly #received = new Map<number, number>()
  /** Number of times that a client was told to come again. */
  refusals = 0
  #waiting: (() => void)[] = []
  onNotification: (index: number, received: number) => void = () => {}

  constructor(parts: CrowdParts) {
    this.#parts = parts
  }

  get inSession(): number {
    return this.#inSession.size
  }

  /** The fewest notifications that any client has received. */
  get leastReceived(): number {
    const { first, count } = this.#parts
    let least = Number.POSITIVE_INFINITY
    for (let index = first; index < first + count; index += 1)
      least = Math.min(least, this.#received.get(index) ?? 0)
    return least
  }

  /** Resolves when all clients are in session. */
  async enter(): Promise<void> {
    const { first, count } = this.#parts
    for (let index = first; index < first + count; index += 1) {
      while (index - first - this.#inSession.size >= AT_ONCE) await this.#change()
      this.#open(index, 1)
    }
    await this.until(() => this.#inSession.size === count)
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await this.#change()
  }

  #open(index: number, attempt: number): void {
    const { port, population, afterSeq, deaf } = this.#parts
    const [clientAppToken = ''] = tokensOf(population, index)
    const before = this.#received.get(index) ?? 0
    let count = before
    const client: BenchAoiClient = new BenchAoiClient(
      {
        ...{ port, index },
        ...(deaf ? {} : { clientAppToken, afterSeq: afterSeq + before }),
        onNotifications: (more) => {
          count += more
          this.#received.set(index, count)
          this.onNotification(index, count)
          this.#wake()
        },
        onSession: () => {
          if (deaf) client.socket.pause()
          this.#inSession.add(index)
          this.#wake()
        },
        onClose: () => {
          if (client.isRefused) this.refusals += 1
          this.#inSession.delete(index)
          const delay = reconnectDelay({ attempt, random: Math.random() })
          setTimeout(() => this.#open(index, attempt + 1), delay)
        },
      },
      this.#acks,
    )
    this.#clients.set(index, client)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
