import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { LIMITS } from '#protocol'
import { isAoiError } from '#server/core/errors.ts'
import type { LimitWatch } from '#server/core/limits/limit-watch.ts'
import { type GiveBack, Shares } from '#server/core/limits/shares.ts'
import { callerOf } from '#server/ops/caller.ts'

type Parts = { trustedProxies: number; limitWatch: LimitWatch }

/** Counts websockets from their upgrade until they show a credential. */
export class UnboundSockets {
  readonly #trustedProxies: number
  readonly #shares: Shares
  readonly #unbound = new WeakMap<Duplex, GiveBack>()

  constructor({ trustedProxies, limitWatch }: Parts) {
    this.#trustedProxies = trustedProxies
    this.#shares = new Shares({
      limit: 'socketsUnboundPerAddress',
      places: LIMITS.socketsUnbound,
      share: LIMITS.socketsUnboundPerAddress,
      desc: 'too many websockets without a credential: try again',
      ...{ retryAfter: LIMITS.bindSeconds, watch: limitWatch },
    })
  }

  /** Returns false if there are too many, from this address or in all. */
  admit({ headers, socket: { remoteAddress } }: IncomingMessage, socket: Duplex): boolean {
    const forwarded = String(headers['x-forwarded-for'] ?? '')
    const { limitKey } = callerOf({ forwarded, neighbour: remoteAddress }, this.#trustedProxies)
    try {
      const giveBack = this.#shares.take([`address ${limitKey}`])
      this.#unbound.set(socket, giveBack)
      socket.once('close', giveBack)
      return true
    } catch (error) {
      if (!isAoiError(error)) throw error
      return false
    }
  }

  /** The websocket has shown a credential. Also removes the listener, which would live as long as the session. */
  readonly bound = (socket: Duplex): void => {
    const giveBack = this.#unbound.get(socket)
    if (giveBack === undefined) return
    socket.off('close', giveBack)
    this.#unbound.delete(socket)
    giveBack()
  }
}
