import { LIMITS } from '#protocol'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import type { Limiter, MakeLimiter } from '#server/core/limiter.ts'

const SECONDS = 60
const FAILURES = [400, 401, 403]

/** After five failures in a minute, an account or an address waits a minute, whether the account exists or not. */
export class SignInLimits {
  readonly #makeLimiter: MakeLimiter
  #made: Limiter | undefined

  /** The services may be made after the limits: `makeLimiter` is called with the first attempt. */
  constructor(makeLimiter: MakeLimiter) {
    this.#makeLimiter = makeLimiter
  }

  get #failures(): Limiter {
    const points = LIMITS.failedOperatorSignInsPerMinute
    this.#made ??= this.#makeLimiter({
      ...{ name: 'failedOperatorSignIns', points, seconds: SECONDS },
      blockSeconds: SECONDS,
    })
    return this.#made
  }

  /** What `attempt` answers; throws `tooMany` with the seconds to wait before it is even tried. */
  async guard(
    who: { address: string; account: string | undefined },
    attempt: () => Promise<Response>,
  ): Promise<Response> {
    const keys = [`address ${who.address}`, ...(who.account === undefined ? [] : [`account ${who.account}`])]
    for (const key of keys) await this.#refuseLocked(key)
    try {
      const answered = await attempt()
      if (FAILURES.includes(answered.status)) await this.#count(keys)
      return answered
    } catch (error) {
      if (isAoiError(error) && error.code === 'forbidden') await this.#count(keys)
      throw error
    }
  }

  async #refuseLocked(key: string): Promise<void> {
    const state = await this.#failures.get(key)
    if (state === null || state.remainingPoints > 0) return
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
    throw new AoiError('tooMany', `too many failed attempts: try again in ${seconds} s`, seconds)
  }

  async #count(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#failures.consume(key).catch((refusal: unknown) => {
        if (refusal instanceof Error) throw refusal
      })
    }
  }
}
