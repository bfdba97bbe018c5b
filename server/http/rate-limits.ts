import { RateLimiterMemory } from 'rate-limiter-flexible'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'

export type ApiLimits = {
  aoiClientRegistrationsPerAddressPerMinute: number
  failedSignInsPerAddressPerMinute: number
  sendersRequestsPerSecond: number
  pushesPerTokenPerSecond: number
  pushesPerSenderPerSecond: number
  pushesPerAddressPerSecond: number
}

/** The HTTP doors' rate limits, counted in this process. Each throws `tooMany` with the seconds to wait. */
export class RateLimits {
  readonly #registrations: RateLimiterMemory
  readonly #failures: RateLimiterMemory
  readonly #senders: RateLimiterMemory
  readonly #pushes: { token: RateLimiterMemory; sender: RateLimiterMemory; address: RateLimiterMemory }

  constructor(limits: ApiLimits = LIMITS) {
    const minute = (points: number) => new RateLimiterMemory({ points, duration: 60 })
    this.#registrations = minute(limits.aoiClientRegistrationsPerAddressPerMinute)
    this.#failures = minute(limits.failedSignInsPerAddressPerMinute)
    const second = (points: number) => new RateLimiterMemory({ points, duration: 1 })
    this.#senders = second(limits.sendersRequestsPerSecond)
    this.#pushes = {
      token: second(limits.pushesPerTokenPerSecond),
      sender: second(limits.pushesPerSenderPerSecond),
      address: second(limits.pushesPerAddressPerSecond),
    }
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

  /** Counts a Web Push message by one of what it has: where it goes, the VAPID key it is sent with, where it comes from. */
  countPush(by: 'token' | 'sender' | 'address', key: string): Promise<void> {
    return consume(this.#pushes[by], { key, desc: `too many messages for this ${by}` })
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
