import { createHmac, randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import {
  type Argon2id,
  deriveSharedToken,
  isVapidKey,
  type SharedTokenInput,
  sharedToken,
  uniqueToken,
} from '#protocol/token.ts'
import { AoiError } from '../errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter } from '../limiter.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { Shares } from '../limits/shares.ts'

export type DeriveInput = {
  aoiClientId: string
  /** Address of the request, as limits by address count it. */
  address?: string | undefined
  applicationName: string
  tokenSeed: string
  tokenScope: string
  vapidKey?: string
}

/**
 * Makes Client App Tokens. A derivation costs about 9 ms of CPU and 19 MiB, so at most 4 run at a time (64 wait), and
 * 10 a minute for one AOI Client; an excess throws `unavailable`. Tokens are cached under an HMAC with a key of this
 * process, so that a repeated registration costs nothing and no seed is kept.
 */
export class TokenSource {
  readonly #argon2id: Argon2id
  readonly #cacheKey = randomBytes(32)
  readonly #cache = new Map<string, string>()
  readonly #underWay = new Map<string, Promise<string>>()
  readonly #waiting: (() => void)[] = []
  readonly #shares: Shares
  readonly #limiter: Limiter
  #running = 0

  constructor(argon2id: Argon2id, makeLimiter: MakeLimiter, watch?: LimitWatch) {
    this.#argon2id = argon2id
    this.#shares = new Shares({
      limit: 'derivationsAtOncePerParty',
      places: LIMITS.derivationsAtOnce + LIMITS.derivationsWaiting,
      share: LIMITS.derivationsAtOncePerParty,
      desc: 'too many token derivations at once',
      ...{ retryAfter: 1, watch },
    })
    const points = LIMITS.derivationsPerClientPerMinute
    this.#limiter = makeLimiter({ name: 'derivations', points, seconds: 60 })
  }

  /** Makes a token for one instance alone, unique on this server. */
  makeUnique(input: { vapidKey?: string }): string {
    checkVapidKey(input.vapidKey)
    return uniqueToken(randomBytes(32))
  }

  /** Returns the token of a proved registration key. Throws `invalid`. */
  fromKey(input: SharedTokenInput): string {
    checkVapidKey(input.vapidKey)
    return sharedToken(input)
  }

  /** Derives the token of everyone with this seed (`docs/protocol.md` 4.2). Throws `invalid` | `unavailable`. */
  async derive(input: DeriveInput): Promise<string> {
    checkVapidKey(input.vapidKey)
    const cacheKey = this.#cacheKeyOf(input)
    const kept = this.#cache.get(cacheKey) ?? this.#underWay.get(cacheKey)
    if (kept !== undefined) return kept
    await this.#checkRate(input.aoiClientId)
    const again = this.#underWay.get(cacheKey)
    if (again !== undefined) return again
    const derivation = this.#deriveInTurn(input)
    this.#underWay.set(cacheKey, derivation)
    try {
      const token = await derivation
      this.#keep(cacheKey, token)
      return token
    } finally {
      this.#underWay.delete(cacheKey)
    }
  }

  #cacheKeyOf(input: DeriveInput): string {
    const parts = [input.applicationName, input.tokenScope, input.vapidKey ?? '', input.tokenSeed]
    return createHmac('sha256', this.#cacheKey).update(JSON.stringify(parts)).digest('base64')
  }

  async #checkRate(aoiClientId: string): Promise<void> {
    try {
      await this.#limiter.consume(aoiClientId)
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      const desc = 'too many token derivations for this AOI Client'
      throw new AoiError('unavailable', desc, error.retryAfterSeconds)
    }
  }

  async #deriveInTurn(input: DeriveInput): Promise<string> {
    const giveBack = this.#shares.take(partiesOf(input))
    await this.#enter()
    try {
      return await deriveSharedToken(this.#argon2id, input)
    } finally {
      this.#leave()
      giveBack()
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < LIMITS.derivationsAtOnce) {
      this.#running += 1
      return
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Passes the place on instead of freeing it: a newcomer would take a freed place as well, and a fifth would run. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running -= 1
    else next()
  }

  #keep(cacheKey: string, token: string): void {
    const oldest =
      this.#cache.size >= LIMITS.derivationCacheEntries ? this.#cache.keys().next().value : undefined
    if (oldest !== undefined) this.#cache.delete(oldest)
    this.#cache.set(cacheKey, token)
  }
}

function partiesOf({ aoiClientId, address }: DeriveInput): string[] {
  return [`aoiClient ${aoiClientId}`, ...(address === undefined ? [] : [`address ${address}`])]
}

/** Throws `invalid`. */
export function checkVapidKey(vapidKey: string | undefined): void {
  if (vapidKey !== undefined && !isVapidKey(vapidKey)) {
    throw new AoiError('invalid', 'vapidKey: must be a point on P-256, uncompressed, in base64url')
  }
}
