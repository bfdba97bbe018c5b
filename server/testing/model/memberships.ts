import type { Request } from './api.ts'
import type { ClientActor } from './client-actor.ts'
import type { Ground } from './ground.ts'
import type { Operation } from './operations.ts'
import { APPLICATION } from './setup.ts'

/** Registers and deregisters clients. */
export class Memberships {
  readonly #ground: Ground
  readonly #tokenOf = new Map<number, string>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async change(operation: Extract<Operation, { does: 'register' | 'deregister' }>): Promise<void> {
    const client = this.#ground.client(operation.client)
    if (operation.does === 'register') return this.#register(client, operation)
    const token = client.tokens[operation.token % Math.max(1, client.tokens.length)]
    if (token === undefined) return
    const change = this.#ground.recorder.note({
      kind: 'deregister',
      client: client.id,
      token,
      began: this.#ground.recorder.now,
      ended: undefined as number | undefined,
      status: undefined as number | undefined,
    })
    const answer = await this.#askMembership(client, {
      ...operation,
      message: { messageType: 'clientAppDeregistrationReq', aoiClientId: client.id, clientAppToken: token },
    })
    Object.assign(change, {
      ended: this.#ground.recorder.now,
      status: answer === undefined ? undefined : Number(answer.code),
    })
    if (answer?.code !== '200') return
    client.tokens.splice(client.tokens.indexOf(token), 1)
    client.received.delete(token)
    for (const session of client.sessions) {
      session.sentTo.delete(token)
      session.ackedTo.delete(token)
    }
  }

  async #register(
    client: ClientActor,
    operation: Extract<Operation, { does: 'register' | 'deregister' }>,
  ): Promise<void> {
    const { token: number } = operation
    const seed =
      number === 'unique'
        ? {}
        : { tokenSeed: `the seed ${number} of ${this.#ground.name}, which is long enough` }
    const known = typeof number === 'number' ? this.#tokenOf.get(number) : undefined
    const change = this.#ground.recorder.note({
      kind: 'register',
      client: client.id,
      token: known,
      began: this.#ground.recorder.now,
      ended: undefined as number | undefined,
      status: undefined as number | undefined,
    })
    const message = {
      messageType: 'clientAppRegistrationReq',
      aoiClientId: client.id,
      ApplicationName: APPLICATION,
      ...seed,
    }
    const answer = await this.#askMembership(client, { ...operation, message })
    const token = answer?.clientAppToken === undefined ? known : String(answer.clientAppToken)
    Object.assign(change, {
      ended: this.#ground.recorder.now,
      token,
      status: answer === undefined ? undefined : Number(answer.code),
    })
    if (answer?.code !== '200' || token === undefined) return
    if (known !== undefined && known !== token)
      this.#ground.recorder.note({
        kind: 'fault',
        at: this.#ground.recorder.now,
        text: `seed ${number}: ${known} and ${token}`,
      })
    if (typeof number === 'number') this.#tokenOf.set(number, token)
    if (!client.tokens.includes(token)) client.tokens.push(token)
    if (!this.#ground.tokens.includes(token)) this.#ground.tokens.push(token)
  }

  /** Asks in the session if the operation says so and a session can read, else over HTTP. */
  async #askMembership(
    client: ClientActor,
    asked: { does: string; by: 'session' | 'http'; node: number; message: Record<string, string> },
  ): Promise<Record<string, unknown> | undefined> {
    const { message } = asked
    const session = client.newest
    if (asked.by === 'session' && session !== undefined && !session.isBlind)
      return (await session.link.ask(String(message.messageType), message)) as
        | Record<string, unknown>
        | undefined
    const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
    const path = '/api/v1/client-app-registrations'
    const request: Request =
      asked.does === 'register'
        ? { path, authorization, body: message }
        : { method: 'DELETE', path: `${path}/${message.clientAppToken}`, authorization }
    const { status, body } = await this.#ground.ask(asked.node, request)
    return status === undefined ? undefined : body
  }
}
