import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { isLimitExceeded, type Limiter } from '#server/core/limiter.ts'
import type { ApiServices } from '../api-services.ts'

export type OpenLimit =
  | 'passkeyChallengesPerAddressPerMinute'
  | 'providerSignInsPerAddressPerMinute'
  | 'passwordMailsPerAddressPerMinute'

/** Limits operations that are open to everybody, each by the address of the caller. */
export class OpenLimits {
  readonly #limiters = new Map<string, Limiter>()

  /** Takes one request of the address for the operation at `path`. Throws `tooMany`. */
  async take(
    { makeLimiter, context }: Pick<ApiServices, 'makeLimiter' | 'context'>,
    { path, limit, limitKey }: { path: string; limit: OpenLimit; limitKey: string },
  ): Promise<void> {
    const name = `operators${path}`
    const limiter = this.#limiters.get(path) ?? makeLimiter({ name, points: LIMITS[limit], seconds: 60 })
    this.#limiters.set(path, limiter)
    try {
      await limiter.consume(limitKey)
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      context.limitWatch.refused(limit, `address ${limitKey}`)
      const seconds = error.retryAfterSeconds
      throw new AoiError('tooMany', `too many requests from this address: try again in ${seconds} s`, {
        ...{ retryAfter: seconds, reason: 'tooManyAttempts', parameters: { seconds } },
      })
    }
  }
}
