import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { Limit, Limiter, MakeLimiter } from '#server/core/limiter.ts'

export type ApiLimits = {
  aoiClientRegistrationsPerAddressPerMinute: number
  failedSignInsPerAddressPerMinute: number
  sendersRequestsPerSecond: number
  pushesPerTokenPerSecond: number
  pushesPerSenderPerSecond: number
  pushesPerAddressPerSecond: number
}

type Parts = {
  /** The services may be made after the API. */
  makeLimiter: MakeLimiter
  limits: ApiLimits | undefined
}

/** The HTTP doors' rate limits. Each throws `tooMany` with the seconds to wait. */
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
    return consume(this.#open({ name: 'aoiClientRegistrations', points, seconds: 60 }), {
      key: address,
      desc: 'too many AOI Client registrations from this address',
    })
  }

  /** Counts failures alone: what strangers do behind the same address never refuses a valid credential. */
  countFailedSignIn(address: string): Promise<void> {
    const points = this.#limits.failedSignInsPerAddressPerMinute
    const desc = 'too many failed attempts from this address'
    return consume(this.#open({ name: 'failedSignIns', points, seconds: 60 }), { key: address, desc })
  }

  /** Counts a Web Push message by one of what it has: where it goes, the VAPID key it is sent with, where it comes from. */
  countPush(by: 'token' | 'sender' | 'address', key: string): Promise<void> {
    const points = {
      token: this.#limits.pushesPerTokenPerSecond,
      sender: this.#limits.pushesPerSenderPerSecond,
      address: this.#limits.pushesPerAddressPerSecond,
    }[by]
    const limiter = this.#open({ name: `pushes.${by}`, points, seconds: 1, byShare: true })
    return consume(limiter, { key, desc: `too many messages for this ${by}` })
  }

  countSender(apiKeyId: string): Promise<void> {
    const points = this.#limits.sendersRequestsPerSecond
    const limiter = this.#open({ name: 'senders', points, seconds: 1, byShare: true })
    return consume(limiter, { key: apiKeyId, desc: 'too many requests with this API key' })
  }

  #open(limit: Limit): Limiter {
    const limiter = this.#limiters.get(limit.name) ?? this.#parts.makeLimiter(limit)
    this.#limiters.set(limit.name, limiter)
    return limiter
  }
}

async function consume(limiter: Limiter, call: { key: string; desc: string }): Promise<void> {
  try {
    await limiter.consume(call.key)
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal
    const { msBeforeNext } = refusal as { msBeforeNext: number }
    throw new AoiError('tooMany', call.desc, Math.max(1, Math.ceil(msBeforeNext / 1000)))
  }
}
