import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter } from '#server/core/limiter.ts'
import type { LimitWatch } from '#server/core/limits/limit-watch.ts'
import { Shares } from '#server/core/limits/shares.ts'

type Parts = { isDraining: () => boolean; makeLimiter: MakeLimiter; limitWatch?: LimitWatch | undefined }

/** Guards every handshake: it checks the limits before the expensive work begins. */
export class HandshakeGate {
  readonly #isDraining: () => boolean
  readonly #perAddress: Limiter
  readonly #limitWatch: LimitWatch | undefined
  readonly #underWay: Shares

  constructor({ isDraining, makeLimiter, limitWatch }: Parts) {
    this.#isDraining = isDraining
    this.#limitWatch = limitWatch
    this.#underWay = new Shares({
      limit: 'handshakesAtOncePerAddress',
      places: LIMITS.handshakesAtOnce,
      share: LIMITS.handshakesAtOncePerAddress,
      desc: 'too many AOI Clients connect at once',
      ...{ retryAfter: () => 1 + Math.floor(Math.random() * 5), watch: limitWatch },
    })
    const points = LIMITS.handshakesPerAddressPerMinute
    this.#perAddress = makeLimiter({ name: 'handshakes', points, seconds: 60 })
  }

  /**
   * Runs the work of a handshake for a client at this address. Rejects with `unavailable` if it may not begin. A
   * refusal because too many handshakes run at once does not count against the address: many clients behind one address
   * may reconnect together.
   */
  async pass<Result>(address: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#isDraining()) throw new AoiError('unavailable', 'the server is draining', 5)
    const giveBack = this.#underWay.take([`address ${address}`])
    try {
      await this.#checkRate(address)
      return await work()
    } finally {
      giveBack()
    }
  }

  async #checkRate(address: string): Promise<void> {
    try {
      await this.#perAddress.consume(address)
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      this.#limitWatch?.refused('handshakesPerAddressPerMinute', `address ${address}`)
      throw new AoiError('unavailable', 'too many handshakes from this address', error.retryAfterSeconds)
    }
  }
}
