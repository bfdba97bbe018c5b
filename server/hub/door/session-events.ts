import type { z } from 'zod'
import {
  aoiClientAppRegistrationReqSchema,
  type ClientAppDeregistrationRes,
  type ClientAppRegistrationRes,
  clientAppDeregistrationReqSchema,
  describeInvalid,
  type NotificationAck,
  notificationAckSchema,
  type TokenProofNonceRes,
  tokenProofNonceReqSchema,
} from '#protocol'
import type { Context } from '#server/core/context.ts'
import { AoiError } from '#server/core/errors.ts'
import { deregisterClientApp } from '#server/core/registrations/deregister-client-app.ts'
import { registerClientApp } from '#server/core/registrations/register-client-app.ts'
import {
  nonceAnswer,
  REGISTRATION_FAILED,
  type RegistrationRefused,
  registrationAnswer,
  registrationInput,
  registrationRefused,
} from '#server/core/registrations/registration-answer.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { Hub } from '../hub.ts'
import { endFailed } from '../session/end-failed.ts'
import type { Session } from '../session/session.ts'
import type { AoiSocket } from './socket-transport.ts'

export type SessionEventParts = { context: Context; hub: Hub; onUnexpected: OnUnexpected }

/** The events that an AOI Client may send in its session. Each concerns only that AOI Client. */
export class SessionEvents {
  readonly #parts: SessionEventParts
  readonly #listeners

  constructor(parts: SessionEventParts) {
    this.#parts = parts
    const asOwn = (listener: Listener) => asOwnOf(listener, this.failed)
    this.#listeners = {
      register: asOwn(({ session }, message, answer) =>
        this.#register(session, message, answerWith<ClientAppRegistrationRes>(answer)),
      ),
      deregister: asOwn(({ session }, message, answer) =>
        this.#deregister(session, message, answerWith<ClientAppDeregistrationRes>(answer)),
      ),
      issueNonce: asOwn(({ session }, message, answer) =>
        this.#issueNonce(session, message, answerWith<TokenProofNonceRes>(answer)),
      ),
      acknowledge: asOwn(({ session }, event, message, answer) => {
        if (event !== 'notificationAck') return
        const ack = notificationAckSchema.safeParse(message)
        if (ack.success) this.acknowledge(session, ack.data.acks)
        if (typeof answer === 'function') answer()
      }),
      leave: asOwn(({ session, socket }) => {
        parts.hub.leave(session)
        // A session is the only use of the connection.
        socket.conn.close()
      }),
    }
  }

  /** Registers the listeners. The socket already has its session in its data. */
  listen(socket: AoiSocket): void {
    socket.on('clientAppRegistrationReq', this.#listeners.register)
    socket.on('clientAppDeregistrationReq', this.#listeners.deregister)
    socket.on('tokenProofNonceReq', this.#listeners.issueNonce)
    // At once: Socket.IO calls the listeners of one event later, and not at all if the next packet ends the session. An
    // AOI Client that closes sends its last acknowledgements just before that packet.
    socket.onAny(this.#listeners.acknowledge)
    socket.on('disconnect', this.#listeners.leave)
  }

  /** Takes acknowledgements that the meter has counted. Gives the point back if they move a cursor. */
  acknowledge(session: Session, acks: NotificationAck['acks']): void {
    try {
      if (this.#parts.hub.acknowledge(session, acks)) session.meter.giveBack()
    } catch (error) {
      this.failed(session, error)
    }
  }

  /** An error in a session ends only that session. */
  readonly failed = (session: Session, error: unknown): void => {
    endFailed(session)
    this.#parts.onUnexpected(error, { kind: 'socket', name: 'session' })
  }

  /**
   * Registers a Client Application. Sends no notification of the new registration before the answer that names its
   * token.
   */
  async #register(
    session: Session,
    message: unknown,
    answer: (res: ClientAppRegistrationRes) => void,
  ): Promise<void> {
    session.hold()
    try {
      const request = this.#own(session, parse(aoiClientAppRegistrationReqSchema, message))
      const registered = await registerClientApp(this.#parts.context, {
        ...registrationInput(request),
        address: session.address,
      })
      this.#parts.hub.attach(registered.registration)
      answer(registrationAnswer(this.#parts.context, registered))
    } catch (error) {
      answer({ messageType: 'clientAppRegistrationRes', ...this.#refusal(error) })
    } finally {
      this.#parts.hub.release(session)
    }
  }

  async #deregister(
    session: Session,
    message: unknown,
    answer: (res: ClientAppDeregistrationRes) => void,
  ): Promise<void> {
    const messageType = 'clientAppDeregistrationRes'
    try {
      const { clientAppToken } = this.#own(session, parse(clientAppDeregistrationReqSchema, message))
      await deregisterClientApp(this.#parts.context, { aoiClientId: session.aoiClientId, clientAppToken })
      answer({ messageType, code: '200', desc: 'OK' })
    } catch (error) {
      answer({ messageType, ...this.#refusal(error) })
    }
  }

  async #issueNonce(
    session: Session,
    message: unknown,
    answer: (res: TokenProofNonceRes) => void,
  ): Promise<void> {
    try {
      const { aoiClientId } = this.#own(session, parse(tokenProofNonceReqSchema, message))
      answer(await nonceAnswer(this.#parts.context, aoiClientId))
    } catch (error) {
      answer({ messageType: 'tokenProofNonceRes', ...this.#refusal(error) })
    }
  }

  #own<Request extends { aoiClientId: string }>(session: Session, request: Request): Request {
    if (request.aoiClientId !== session.aoiClientId) {
      throw new AoiError('unauthorized', 'aoiClientId: must be the AOI Client of this session')
    }
    return request
  }

  #refusal(error: unknown): RegistrationRefused {
    const refused = registrationRefused(error)
    if (refused === undefined) this.#parts.onUnexpected(error, { kind: 'socket', name: 'session' })
    return refused ?? REGISTRATION_FAILED
  }
}

type Listener = (of: { session: Session; socket: AoiSocket }, ...given: unknown[]) => Promise<void> | void

/** Returns a listener that all sockets share: a closure for each would live as long as its session. */
function asOwnOf(listener: Listener, failed: (session: Session, error: unknown) => void) {
  return function (this: AoiSocket, ...given: unknown[]): void {
    const { session } = this.data
    if (session === undefined) return
    try {
      listener({ session, socket: this }, ...given)?.catch((error: unknown) => failed(session, error))
    } catch (error) {
      failed(session, error)
    }
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, message: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(message)
  if (!parsed.success) throw new AoiError('invalid', describeInvalid(parsed.error))
  return parsed.data
}

/** Returns a function that sends the answer. An event without an acknowledgement function is still carried out. */
function answerWith<Message>(answer: unknown): (message: Message) => void {
  return typeof answer === 'function' ? (message) => answer(message) : () => undefined
}
