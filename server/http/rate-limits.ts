import { RateLimiterMemory } from 'rate-limiter-flexible'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'

export type ApiLimits = {
  aoiClientRegistrationsPerAddressPerMinute: number
  failedSignInsPerAddressPerMinute: number
  sendersRequestsPerSecond: number
}

/** The HTTP doors' rate limits, counted in this process. Each throws `tooMany` with the seconds to wait. */
export class RateLimits {
  readonly #registrations: RateLimiterMemory
  readonly #failures: RateLimiterMemory
  readonly #senders: RateLimiterMemory

  constructor(limits: ApiLimits = LIMITS) {
    const minute = (points: number) => new RateLimiterMemory({ points, duration: 60 })
    this.#registrations = minute(limits.aoiClientRegistrationsPerAddressPerMinute)
    this.#failures = minute(limits.failedSignInsPerAddressPerMinute)
    this.#senders = new RateLimiterMemory({ points: limits.sendersRequestsPerSecond, duration: 1 })
  }

  countRegistration(address: string): Promise<void> {
    return consume(this.#registrations, {
      key: address,
      desc: 'too many AOI Client registrations from this address',
    })
  }

  /** Counts failures alone: what strangers do behind the same address never refuses a valid credential. */
  countFailedSignIn(address: string): Promise<void> {
    return consume(this.#failures, { key: address, desc: 'too many failed attempts from this address' })
  }

  countSender(apiKeyId: string): Promise<void> {
    return consume(this.#senders, { key: apiKeyId, desc: 'too many requests with this API key' })
  }
}

async function consume(limiter: RateLimiterMemory, call: { key: string; desc: string }): Promise<void> {
  try {
    await limiter.consume(call.key)
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal
    const { msBeforeNext } = refusal as { msBeforeNext: number }
    throw new AoiError('tooMany', call.desc, Math.max(1, Math.ceil(msBeforeNext / 1000)))
  }
}
