import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { LIMITS } from '#protocol'
import { Circuit } from './circuit.ts'

/** One origin: its connections, its circuit and the number of its requests under way. */
export type Origin = {
  readonly agent: HttpAgent
  readonly circuit: Circuit
  requests: number
}

/**
 * The origins of the latest requests, each with a pool of connections that are kept open. A new origin replaces the one
 * that was used least recently and has no request under way.
 */
export class Origins {
  readonly #origins = new Map<string, Origin>()

  get openCircuits(): number {
    return [...this.#origins.values()].filter(({ circuit }) => circuit.isOpen).length
  }

  /** Returns the origin of the URL; undefined if too many have requests under way. */
  take(url: URL): Origin | undefined {
    const known = this.#origins.get(url.origin)
    if (known !== undefined) {
      this.#origins.delete(url.origin)
      this.#origins.set(url.origin, known)
      return known
    }
    if (this.#origins.size >= LIMITS.outboundOrigins && !this.#evict()) return undefined
    const origin = { agent: openAgent(url), circuit: new Circuit(), requests: 0 }
    this.#origins.set(url.origin, origin)
    return origin
  }

  close(): void {
    for (const { agent } of this.#origins.values()) agent.destroy()
    this.#origins.clear()
  }

  #evict(): boolean {
    for (const [name, { agent, requests }] of this.#origins) {
      if (requests > 0) continue
      agent.destroy()
      this.#origins.delete(name)
      return true
    }
    return false
  }
}

function openAgent({ protocol }: URL): HttpAgent {
  const options = {
    ...{ keepAlive: true, maxSockets: LIMITS.outboundConnectionsPerOrigin, scheduling: 'lifo' as const },
    timeout: LIMITS.outboundIdleSeconds * 1000,
  }
  return protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
}
