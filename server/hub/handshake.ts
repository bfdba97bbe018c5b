import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describeInvalid, LIMITS, type SessionRefusal, sessionAuthSchema } from '#protocol'
import { authenticateAoiClient } from '../core/aoi-clients/authenticate-aoi-client.ts'
import type { Context } from '../core/context.ts'
import { AoiError } from '../core/errors.ts'
import { REGISTRATION_FAILED, registrationRefused } from '../core/registrations/registration-answer.ts'
import { callerOf } from '../ops/caller-of.ts'
import type { Hub } from './hub.ts'
import type { Binding } from './session.ts'
import type { AoiSocket } from './socket-carrier.ts'

type Parts = {
  context: Context
  hub: Hub
  isDraining: () => boolean
  /** Proxies in front of this server whose `X-Forwarded-For` is believed. */
  trustedProxies: number
  onUnexpected: (error: unknown) => void
}

/**
 * Binds a socket to the AOI Client whose credential it shows. Until then it is nobody: Socket.IO hands on no event of a
 * socket that has not passed here. Limits stand before the work they guard.
 */
export class Handshake {
  readonly #parts: Parts
  readonly #perAddress = new RateLimiterMemory({ points: LIMITS.handshakesPerAddressPerMinute, duration: 60 })
  #underWay = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Socket.IO middleware of the namespace. */
  readonly admit = (socket: AoiSocket, next: (error?: Error) => void): void => {
    this.#bind(socket)
      .then((binding) => {
        socket.data.binding = binding
        next()
      })
      .catch((error: unknown) => next(this.#refusal(error)))
  }

  async #bind(socket: AoiSocket): Promise<Binding> {
    if (this.#parts.isDraining()) throw new AoiError('unavailable', 'the server is draining', 5)
    await this.#checkRate(this.#callerOf(socket))
    if (this.#underWay >= LIMITS.handshakesAtOnce) {
      throw new AoiError(
        'unavailable',
        'too many AOI Clients connect at once',
        1 + Math.floor(Math.random() * 5),
      )
    }
    this.#underWay += 1
    try {
      return await this.#authenticate(socket)
    } finally {
      this.#underWay -= 1
    }
  }

  async #authenticate(socket: AoiSocket): Promise<Binding> {
    const { context, hub } = this.#parts
    const auth = sessionAuthSchema.safeParse(socket.handshake.auth)
    if (!auth.success) throw new AoiError('invalid', describeInvalid(auth.error))
    const { aoiClientId, epoch, cursors } = auth.data
    await authenticateAoiClient(context, auth.data)
    const opened = await hub.open(aoiClientId)
    if (opened === undefined)
      throw new AoiError('unauthorized', 'aoiClientId: not valid or not correctly registered')
    // A cursor speaks of one incarnation of the database (R5).
    const believed = epoch === context.store.epoch ? Object.entries(cursors ?? {}) : []
    const gone = () => hub.abandon(opened.opening)
    if (socket.conn.readyState === 'open') socket.conn.once('close', gone)
    else gone()
    return { ...opened, cursors: new Map(believed) }
  }

  #callerOf({ handshake }: AoiSocket): string {
    const forwarded = String(handshake.headers['x-forwarded-for'] ?? '').split(',')
    const addresses = [...forwarded.map((address) => address.trim()).filter(Boolean), handshake.address]
    return callerOf(addresses, this.#parts.trustedProxies)
  }

  async #checkRate(address: string): Promise<void> {
    try {
      await this.#perAddress.consume(address)
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal
      const { msBeforeNext } = refusal as { msBeforeNext: number }
      throw new AoiError(
        'unavailable',
        'too many handshakes from this address',
        Math.ceil(msBeforeNext / 1000),
      )
    }
  }

  #refusal(error: unknown): Error {
    const refusal = new Error('refused') as Error & { data: SessionRefusal }
    refusal.data = this.#describe(error)
    return refusal
  }

  #describe(error: unknown): SessionRefusal {
    const refused = registrationRefused(error)
    if (refused === undefined) this.#parts.onUnexpected(error)
    return refused ?? REGISTRATION_FAILED
  }
}
