import { createHash } from 'node:crypto'
import { importJWK, jwtVerify } from 'jose'
import { z } from 'zod'
import { LIMITS } from '#protocol'
import { findBase64urlBytes, toBase64url } from '#protocol/base64url.ts'
import { findP256Point } from '#protocol/p256-key.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import { type AudienceRule, isOwnAudience } from './audience.ts'

/** The credentials that a sender presents: a signed token and the public key that signed it (RFC 8292, section 3). */
export type PresentedVapid = { jwt: string; publicKey: string }

/** A sender that has proved to have its key. */
export type VapidSender = {
  /** The public key in canonical base64url. */
  vapidKey: string
  /** The sender's own contact address (`sub`). */
  subject?: string
}

/** The required claims; others are ignored. */
const claimsSchema = z.object({
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: z.unknown().optional(),
})

type VerifiedSender = VapidSender & { expiresAt: number }

/**
 * Checks VAPID (RFC 8292): only ES256, for this server, for a day at most. A valid token is cached until it expires,
 * since senders use one token for many messages.
 */
export class VapidVerifier {
  readonly #clock: Clock
  readonly #audience: () => AudienceRule
  readonly #verified = new Map<string, VerifiedSender>()

  readonly #entries: number

  /** `entries`: size of the cache. */
  constructor(parts: { clock: Clock; audience: () => AudienceRule; entries?: number }) {
    this.#clock = parts.clock
    this.#audience = parts.audience
    this.#entries = parts.entries ?? LIMITS.vapidCacheEntries
  }

  get remembered(): number {
    return this.#verified.size
  }

  /** Throws `forbidden`, with the cause. */
  async verify(presented: PresentedVapid): Promise<VapidSender> {
    const key = cacheKeyOf(presented)
    const kept = this.#verified.get(key)
    if (kept !== undefined && this.#isWithinTime(kept.expiresAt)) return kept
    const verified = await this.#check(presented)
    this.#keep(key, verified)
    return verified
  }

  async #check({ jwt, publicKey }: PresentedVapid): Promise<VerifiedSender> {
    if (jwt.length > LIMITS.vapidTokenBytes) throw refused(`must be at most ${LIMITS.vapidTokenBytes} bytes`)
    const vapidKey = canonicalKey(publicKey)
    if (vapidKey === undefined) throw refused('the public key must be an uncompressed point on P-256')
    const claims = claimsSchema.safeParse(await this.#readClaims(jwt, vapidKey))
    if (!claims.success) throw refused('exp and aud are required')
    const { exp, aud, sub } = claims.data
    if (!this.#isWithinTime(exp * 1000)) throw refused('exp: must be within 24 hours')
    if (![aud].flat().some((audience) => isOwnAudience(this.#audience(), audience))) {
      throw refused('aud: must be the origin of this server')
    }
    const subject = typeof sub === 'string' ? { subject: sub } : {}
    return { vapidKey, expiresAt: exp * 1000, ...subject }
  }

  async #readClaims(jwt: string, vapidKey: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(jwt, await importJWK(toJwk(vapidKey), 'ES256'), {
        algorithms: ['ES256'],
        clockTolerance: LIMITS.vapidLeewaySeconds,
        currentDate: new Date(this.#clock.now()),
      })
      return payload
    } catch {
      // Every failure is the sender's fault, and the library's message may repeat the sender's input.
      throw refused('must be an unexpired JWT, signed with ES256 by this key')
    }
  }

  #isWithinTime(expiresAt: number): boolean {
    const now = this.#clock.now()
    const leeway = LIMITS.vapidLeewaySeconds * 1000
    return expiresAt > now - leeway && expiresAt <= now + LIMITS.vapidSecondsMax * 1000 + leeway
  }

  #keep(key: string, verified: VerifiedSender): void {
    const oldest = this.#verified.size >= this.#entries ? this.#verified.keys().next().value : undefined
    if (oldest !== undefined) this.#verified.delete(oldest)
    this.#verified.set(key, verified)
  }
}

/** Returns the key without the padding that some senders add; `undefined` if it is no key. */
function canonicalKey(publicKey: string): string | undefined {
  const text = publicKey.replace(/=+$/, '')
  return findP256Point(text) === undefined ? undefined : text
}

function toJwk(vapidKey: string) {
  const point = findBase64urlBytes(vapidKey) ?? new Uint8Array()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(toBase64url)
  return { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }
}

function cacheKeyOf({ jwt, publicKey }: PresentedVapid): string {
  return createHash('sha256').update(`${jwt}\n${publicKey}`).digest('base64')
}

function refused(reason: string): AoiError {
  return new AoiError('forbidden', `Authorization: ${reason}`)
}
