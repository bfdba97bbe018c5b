import { describeInvalid, type SessionRefusal, sessionAuthSchema } from '#protocol'
import { authenticateAoiClient } from '#server/core/aoi-clients/authenticate-aoi-client.ts'
import type { Context } from '#server/core/context.ts'
import { AoiError } from '#server/core/errors.ts'
import { REGISTRATION_FAILED, registrationRefused } from '#server/core/registrations/registration-answer.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import { callerOf } from '#server/ops/caller.ts'
import type { Hub } from '../hub.ts'
import type { Binding } from '../session/session.ts'
import type { HandshakeGate } from './handshake-gate.ts'
import type { AoiSocket } from './socket-transport.ts'

type Parts = {
  context: Context
  hub: Hub
  gate: HandshakeGate
  /** Number of proxies in front of this server whose `X-Forwarded-For` is trusted. */
  trustedProxies: number
  onUnexpected: OnUnexpected
  answerLog: { count: (name: string) => void }
}

/**
 * Binds a socket to the AOI Client whose credential it shows. Before that, Socket.IO passes on no event of the socket.
 */
export class Handshake {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Socket.IO middleware of the namespace. */
  readonly admit = (socket: AoiSocket, next: (error?: Error) => void): void => {
    const address = this.#limitKeyOf(socket)
    this.#parts.gate
      .pass(address, () => this.#authenticate(socket))
      .then((binding) => {
        socket.data = { binding: { ...binding, address } }
        // Socket.IO's answer, the session and the first notifications go out in one write.
        const tcp = socket.conn.request.socket
        tcp.cork()
        next()
        // Socket.IO has asked for an earlier tick, in which the socket joins. If it has not joined by now, its
        // connection is gone.
        process.nextTick(() => {
          this.#parts.hub.abandon(binding.opening)
          tcp.uncork()
        })
      })
      .catch((error: unknown) => next(this.#refusal(error)))
  }

  async #authenticate(socket: AoiSocket): Promise<Omit<Binding, 'address'>> {
    const { context, hub } = this.#parts
    const auth = sessionAuthSchema.safeParse(socket.handshake.auth)
    if (!auth.success) throw new AoiError('invalid', describeInvalid(auth.error))
    const { aoiClientId, epoch, cursors, minimumUrgency } = auth.data
    await authenticateAoiClient(context, auth.data)
    const opened = await hub.open(aoiClientId)
    if (opened === undefined)
      throw new AoiError('unauthorized', 'aoiClientId: not valid or not correctly registered')
    // A cursor belongs to one epoch of the database (R5).
    const believed = epoch === context.store.epoch ? Object.entries(cursors ?? {}) : []
    const wish = minimumUrgency === undefined ? {} : { minimumUrgency }
    const knowsServerId = knowsExtension(socket, 'serverId')
    return { cursors: new Map(believed), ...opened, ...wish, knowsServerId }
  }

  #limitKeyOf({ handshake }: AoiSocket): string {
    const forwarded = String(handshake.headers['x-forwarded-for'] ?? '')
    return callerOf({ forwarded, neighbour: handshake.address }, this.#parts.trustedProxies).limitKey
  }

  #refusal(error: unknown): Error {
    const refusal = new Error('refused') as Error & { data: SessionRefusal }
    refusal.data = this.#describe(error)
    return refusal
  }

  #describe(error: unknown): SessionRefusal {
    const refused = registrationRefused(error)
    if (refused === undefined) this.#parts.onUnexpected(error, { kind: 'socket', name: 'session' })
    const answered = refused ?? REGISTRATION_FAILED
    this.#parts.answerLog.count(`session ${answered.code}`)
    return answered
  }
}

/** Extensions are in the query of the handshake, which earlier servers do not read. */
function knowsExtension({ handshake }: AoiSocket, name: string): boolean {
  const { extensions } = handshake.query
  return typeof extensions === 'string' && extensions.split(',').includes(name)
}
