import { fingerprint, LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter } from '#server/core/limiter.ts'
import { senderId } from '#server/core/web-push/sender-id.ts'

export type ApiLimits = {
  aoiClientRegistrationsPerAddressPerMinute: number
  failedSignInsPerAddressPerMinute: number
  sendersRequestsPerSecond: number
  apiKeyRequestsPerMinuteMax: number
  pushesPerTokenPerSecond: number
  pushesPerSenderPerSecond: number
  pushesPerAddressPerSecond: number
  hookRequestsPerMinuteMax: number
  adminRequestsPerSecond: number
}

type Parts = {
  /** Called when a limit is first used, because the services may be made after the API. */
  makeLimiter: MakeLimiter
  limits: ApiLimits | undefined
  /** Called for each request of a party that a limit refused. */
  onRefused: (limit: string, party: string) => void
}

type CounterName =
  | 'registration'
  | 'failedSignIn'
  | 'token'
  | 'sender'
  | 'address'
  | 'apiKey'
  | 'apiKeyRate'
  | 'adminKey'
  | 'hook'

type Counter = {
  limit: keyof ApiLimits
  desc: string
  /** Names a key for the operator. It never tells a whole token. */
  party: (key: string) => string
  name: string
  seconds: number
  byShare?: true
  /** For limits that differ by key: a request of the fastest key takes so many points. Default 1. */
  pointsPerRequest?: number
  /** Names the limit to the caller, and to the operator, where it has a value for each key. */
  reason?: string
}

/** A table, because the counters of messages count each request and should make nothing for it. */
const COUNTERS: Readonly<Record<CounterName, Counter>> = {
  registration: {
    limit: 'aoiClientRegistrationsPerAddressPerMinute',
    desc: 'too many AOI Client registrations from this address',
    party: (address) => `address ${address}`,
    ...{ name: 'aoiClientRegistrations', seconds: 60 },
  },
  failedSignIn: {
    limit: 'failedSignInsPerAddressPerMinute',
    desc: 'too many failed attempts from this address',
    party: (address) => `address ${address}`,
    ...{ name: 'failedSignIns', seconds: 60 },
  },
  token: {
    limit: 'pushesPerTokenPerSecond',
    desc: 'too many messages for this token',
    party: (token) => `token ${fingerprint(token)}`,
    ...{ name: 'pushes.token', seconds: 1, byShare: true },
  },
  sender: {
    limit: 'pushesPerSenderPerSecond',
    desc: 'too many messages for this sender',
    party: (vapidKey) => `sender ${senderId(vapidKey)}`,
    ...{ name: 'pushes.sender', seconds: 1, byShare: true },
  },
  address: {
    limit: 'pushesPerAddressPerSecond',
    desc: 'too many messages for this address',
    party: (address) => `address ${address}`,
    ...{ name: 'pushes.address', seconds: 1, byShare: true },
  },
  apiKey: {
    limit: 'sendersRequestsPerSecond',
    desc: 'too many requests with this API key',
    party: (id) => `API key ${id}`,
    ...{ name: 'senders', seconds: 1, byShare: true },
  },
  apiKeyRate: {
    limit: 'apiKeyRequestsPerMinuteMax',
    reason: 'apiKeyRequestsPerMinute',
    desc: 'apiKeyRequestsPerMinute: the API key has made its requests of this minute',
    party: (id) => `API key ${id}`,
    ...{ name: 'keys', seconds: 60, byShare: true, pointsPerRequest: 1000 },
  },
  hook: {
    limit: 'hookRequestsPerMinuteMax',
    desc: 'too many requests to this hook',
    party: (id) => `hook ${id}`,
    ...{ name: 'hooks', seconds: 60, byShare: true },
  },
  adminKey: {
    limit: 'adminRequestsPerSecond',
    desc: 'too many requests with this admin key',
    party: (id) => `admin key ${id}`,
    ...{ name: 'admins', seconds: 1 },
  },
}

/** The rate limits of the HTTP doors. Each method throws `tooMany` with the seconds to wait. */
export class RateLimits {
  readonly #parts: Parts
  readonly #limits: ApiLimits
  readonly #limiters = new Map<CounterName, Limiter>()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#limits = parts.limits ?? LIMITS
  }

  countRegistration(address: string): Promise<void> {
    return this.#count('registration', address)
  }

  /** Counts only failures, so strangers behind the same address never get a valid credential refused. */
  countFailedSignIn(address: string): Promise<void> {
    return this.#count('failedSignIn', address)
  }

  /** Counts a Web Push message by its token, its sender's VAPID key or its caller's address. */
  countPush(by: 'token' | 'sender' | 'address', key: string): Promise<void> {
    return this.#count(by, key)
  }

  countSender(apiKeyId: string): Promise<void> {
    return this.#count('apiKey', apiKeyId)
  }

  /** A key with its own rate takes so many points for a request that its rate uses up the points of the fastest. */
  countKeyRate({ id, requestsPerMinute }: { id: string; requestsPerMinute: number }): Promise<void> {
    const points = this.#pointsOf('apiKeyRate') / requestsPerMinute
    return this.#count('apiKeyRate', id, Math.ceil(points))
  }

  countAdmin(adminKeyId: string): Promise<void> {
    return this.#count('adminKey', adminKeyId)
  }

  /** Each hook has its own limit: a request takes so many points that the hook's limit uses up the points of all. */
  countHook({ id, perMinute }: { id: string; perMinute: number }): Promise<void> {
    return this.#count('hook', id, Math.ceil(this.#limits.hookRequestsPerMinuteMax / perMinute))
  }

  async #count(name: CounterName, key: string, points = 1): Promise<void> {
    const limiter = this.#limiters.get(name) ?? this.#open(name)
    try {
      await (points === 1 ? limiter.consume(key) : limiter.consume(key, { points }))
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      const { limit, party, desc, reason } = COUNTERS[name]
      this.#parts.onRefused(reason ?? limit, party(key))
      const { retryAfterSeconds: retryAfter } = error
      throw new AoiError('tooMany', desc, { retryAfter, ...(reason !== undefined && { reason }) })
    }
  }

  #pointsOf(counter: CounterName): number {
    const { limit, pointsPerRequest = 1 } = COUNTERS[counter]
    return this.#limits[limit] * pointsPerRequest
  }

  #open(counter: CounterName): Limiter {
    const { name, seconds, byShare } = COUNTERS[counter]
    const points = this.#pointsOf(counter)
    const limiter = this.#parts.makeLimiter({ name, points, seconds, ...(byShare && { byShare }) })
    this.#limiters.set(counter, limiter)
    return limiter
  }
}
