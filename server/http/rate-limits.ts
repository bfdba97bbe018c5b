import { fingerprint, LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { isLimitExceeded, type Limit, type Limiter, type MakeLimiter } from '#server/core/limiter.ts'
import { senderId } from '#server/core/web-push/sender-id.ts'

export type ApiLimits = {
  aoiClientRegistrationsPerAddressPerMinute: number
  failedSignInsPerAddressPerMinute: number
  sendersRequestsPerSecond: number
  pushesPerTokenPerSecond: number
  pushesPerSenderPerSecond: number
  pushesPerAddressPerSecond: number
}

type Parts = {
  /** Called when a limit is first used, because the services may be made after the API. */
  makeLimiter: MakeLimiter
  limits: ApiLimits | undefined
  /** Called for each request of a party that a limit refused. */
  onRefused: (limit: string, party: string) => void
}

/** The operator sees `limit` and `party`. `party` never holds a whole token. */
type Call = { key: string; party: string; limit: keyof ApiLimits; desc: string }

const PUSH_LIMITS = {
  token: 'pushesPerTokenPerSecond',
  sender: 'pushesPerSenderPerSecond',
  address: 'pushesPerAddressPerSecond',
} as const

/** The rate limits of the HTTP doors. Each method throws `tooMany` with the seconds to wait. */
export class RateLimits {
  readonly #parts: Parts
  readonly #limits: ApiLimits
  readonly #limiters = new Map<string, Limiter>()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#limits = parts.limits ?? LIMITS
  }

  countRegistration(address: string): Promise<void> {
    const points = this.#limits.aoiClientRegistrationsPerAddressPerMinute
    return this.#consume(this.#open({ name: 'aoiClientRegistrations', points, seconds: 60 }), {
      ...{ key: address, party: `address ${address}`, limit: 'aoiClientRegistrationsPerAddressPerMinute' },
      desc: 'too many AOI Client registrations from this address',
    })
  }

  /** Counts only failures, so strangers behind the same address never get a valid credential refused. */
  countFailedSignIn(address: string): Promise<void> {
    const points = this.#limits.failedSignInsPerAddressPerMinute
    const desc = 'too many failed attempts from this address'
    return this.#consume(this.#open({ name: 'failedSignIns', points, seconds: 60 }), {
      ...{ key: address, party: `address ${address}`, limit: 'failedSignInsPerAddressPerMinute', desc },
    })
  }

  /** Counts a Web Push message by its token, its sender's VAPID key or its caller's address. */
  countPush(by: 'token' | 'sender' | 'address', key: string): Promise<void> {
    const limit = PUSH_LIMITS[by]
    const points = {
      token: this.#limits.pushesPerTokenPerSecond,
      sender: this.#limits.pushesPerSenderPerSecond,
      address: this.#limits.pushesPerAddressPerSecond,
    }[by]
    const limiter = this.#open({ name: `pushes.${by}`, points, seconds: 1, byShare: true })
    const named = { token: fingerprint, sender: senderId, address: (address: string) => address }[by](key)
    return this.#consume(limiter, {
      ...{ key, party: `${by} ${named}`, limit, desc: `too many messages for this ${by}` },
    })
  }

  countSender(apiKeyId: string): Promise<void> {
    const points = this.#limits.sendersRequestsPerSecond
    const limiter = this.#open({ name: 'senders', points, seconds: 1, byShare: true })
    return this.#consume(limiter, {
      ...{ key: apiKeyId, party: `API key ${apiKeyId}`, limit: 'sendersRequestsPerSecond' },
      desc: 'too many requests with this API key',
    })
  }

  async #consume(limiter: Limiter, call: Call): Promise<void> {
    try {
      await limiter.consume(call.key)
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      this.#parts.onRefused(call.limit, call.party)
      throw new AoiError('tooMany', call.desc, error.retryAfterSeconds)
    }
  }

  #open(limit: Limit): Limiter {
    const limiter = this.#limiters.get(limit.name) ?? this.#parts.makeLimiter(limit)
    this.#limiters.set(limit.name, limiter)
    return limiter
  }
}
