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
import type { Context } from '../core/context.ts'
import { AoiError } from '../core/errors.ts'
import { deregisterClientApp } from '../core/registrations/deregister-client-app.ts'
import { registerClientApp } from '../core/registrations/register-client-app.ts'
import {
  nonceAnswer,
  REGISTRATION_FAILED,
  type RegistrationRefused,
  registrationAnswer,
  registrationInput,
  registrationRefused,
} from '../core/registrations/registration-answer.ts'
import type { Hub } from './hub.ts'
import type { Session } from './session.ts'
import type { AoiSocket } from './socket-carrier.ts'

export type SessionEventParts = { context: Context; hub: Hub; onUnexpected: (error: unknown) => void }

/** What an AOI Client may say in its session. Everything it says concerns itself alone. */
export class SessionEvents {
  readonly #parts: SessionEventParts

  constructor(parts: SessionEventParts) {
    this.#parts = parts
  }

  listen(socket: AoiSocket, session: Session): void {
    socket.on('clientAppRegistrationReq', (message: unknown, answer: unknown) => {
      void this.#register(session, message, answerWith<ClientAppRegistrationRes>(answer))
    })
    socket.on('clientAppDeregistrationReq', (message: unknown, answer: unknown) => {
      void this.#deregister(session, message, answerWith<ClientAppDeregistrationRes>(answer))
    })
    socket.on('tokenProofNonceReq', (message: unknown, answer: unknown) => {
      void this.#issueNonce(session, message, answerWith<TokenProofNonceRes>(answer))
    })
    socket.on('notificationAck', (message: unknown, answer: unknown) => {
      const ack = notificationAckSchema.safeParse(message)
      if (ack.success) this.acknowledge(session, ack.data.acks)
      if (typeof answer === 'function') answer()
    })
    socket.on('disconnect', () => {
      this.#parts.hub.leave(session)
      // There is nothing else here to stay for.
      socket.conn.close()
    })
  }

  /** Takes what was counted in the meter; what moves a cursor is given back. */
  acknowledge(session: Session, acks: NotificationAck['acks']): void {
    if (this.#parts.hub.acknowledge(session, acks)) session.meter.giveBack()
  }

  /** Nothing of the new registration is sent before the answer that names its token. */
  async #register(
    session: Session,
    message: unknown,
    answer: (res: ClientAppRegistrationRes) => void,
  ): Promise<void> {
    session.hold()
    try {
      const request = this.#own(session, parse(aoiClientAppRegistrationReqSchema, message))
      const registered = await registerClientApp(this.#parts.context, registrationInput(request))
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
      throw new AoiError('unauthorized', 'aoiClientId: not the AOI Client of this session')
    }
    return request
  }

  #refusal(error: unknown): RegistrationRefused {
    const refused = registrationRefused(error)
    if (refused === undefined) this.#parts.onUnexpected(error)
    return refused ?? REGISTRATION_FAILED
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, message: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(message)
  if (!parsed.success) throw new AoiError('invalid', describeInvalid(parsed.error))
  return parsed.data
}

/** An event without an acknowledgement function is carried out all the same. */
function answerWith<Message>(answer: unknown): (message: Message) => void {
  return typeof answer === 'function' ? (message) => answer(message) : () => undefined
}
