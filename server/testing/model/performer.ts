import { setTimeout as sleep } from 'node:timers/promises'
import { ClientActor } from './client-actor.ts'
import { Ground } from './ground.ts'
import type { History } from './history.ts'
import { Memberships } from './memberships.ts'
import type { Operation } from './operations.ts'
import { Sending } from './sending.ts'
import type { SessionActor } from './session-actor.ts'
import type { Setup } from './setup.ts'
import { DUE_MILLISECONDS } from './tolerances.ts'
import { Weather } from './weather.ts'

const CLIENTS = 5
/** Number of notifications whose status is read at the end. */
const ASKED_AT_THE_END = 30

/** Carries out a script against the servers of a set-up, and records everything that it sees. */
export class Performer {
  readonly #ground: Ground
  readonly #sending: Sending
  readonly #memberships: Memberships
  readonly #weather: Weather
  #sessions = 0

  /** Runs that share a database have different names, which keep their tokens and keys apart. */
  constructor(setup: Setup, name: string) {
    this.#ground = new Ground(setup, name)
    this.#sending = new Sending(this.#ground)
    this.#memberships = new Memberships(this.#ground)
    this.#weather = new Weather(this.#ground)
  }

  get history(): History {
    return { nodes: this.#ground.setup.word, events: this.#ground.recorder.events }
  }

  async begin(): Promise<void> {
    for (let number = 0; number < CLIENTS; number += 1) {
      const body = { messageType: 'aoiClientRegistrationReq' }
      const { status, body: made } = await this.#ground.ask(0, {
        path: '/api/v1/aoi-clients',
        authorization: '',
        body,
        headers: {},
      })
      if (status !== 200) throw new Error(`no AOI Client: ${status} ${JSON.stringify(made)}`)
      const [id, secret] = [String(made.aoiClientId), String(made.aoiClientSecret)]
      this.#ground.clients.push(
        new ClientActor({
          recorder: this.#ground.recorder,
          id,
          secret,
          nextSession: () => this.#nextSession(),
        }),
      )
    }
  }

  async perform(operation: Operation): Promise<void> {
    switch (operation.does) {
      case 'connect':
        await this.#ground.client(operation.client).connect(this.#ground.node(operation.node), {
          ...operation,
          foreign: this.#foreignTo(operation.client),
        })
        return
      case 'disconnect':
        return this.#ground.client(operation.client).newest?.close()
      case 'halfOpen':
        return this.#ground.client(operation.client).newest?.goBlind()
      case 'resume':
        for (const session of this.#ground.client(operation.client).sessions) session.see()
        return
      case 'register':
      case 'deregister':
        return this.#memberships.change(operation)
      case 'send':
        await this.#sending.send(operation.node, operation.sent)
        return
      case 'sendAtOnce':
        await Promise.all(
          operation.sent.map((sent, index) => this.#sending.send(operation.node + index, sent)),
        )
        return
      case 'sendToSeveral':
        return this.#sending.sendToSeveral(operation)
      case 'fill':
        return this.#sending.fill(operation)
      case 'acknowledge': {
        const client = this.#ground.client(operation.client)
        const token = client.tokens[operation.token % Math.max(1, client.tokens.length)]
        return client.acknowledge(token, { how: operation.how, foreign: this.#foreignTo(operation.client) })
      }
      case 'answer': {
        const client = this.#ground.client(operation.client)
        client.isEager = operation.eager
        return operation.eager ? client.newest?.catchUp() : undefined
      }
      case 'cancel':
        return this.#sending.cancel(operation)
      case 'readStatus':
        return this.#sending.readStatus(operation.node, this.#sending.idOf(operation.notification))
      case 'wait':
        await sleep(operation.milliseconds)
        return
      case 'together':
        await Promise.all(
          operation.parts.map(async ({ after, operation: part }) => {
            await sleep(after)
            await this.perform(part)
          }),
        )
        return
      default:
        return this.#weather.change(operation)
    }
  }

  /** Lets everything arrive that must arrive: all faults end, and each client has one session that acknowledges. */
  async settle(): Promise<void> {
    this.#weather.mend()
    await sleep(this.#untilJudged())
    this.#ground.recorder.note({ kind: 'settling', at: this.#ground.recorder.now })
    const reached = this.#ground.clients.map(async (client, number) => {
      client.isEager = true
      for (const session of client.sessions) session.see()
      const session = await client.connect(this.#ground.node(number), { claims: 'none', foreign: '' })
      await this.#reachHeads(client, session)
    })
    await Promise.all(reached)
    for (const [number, id] of this.#ground.ids.slice(-ASKED_AT_THE_END).entries())
      await this.#sending.readStatus(number, id)
  }

  /**
   * Waits until the session has reached the heads of its tokens, or for 15 s: then the rules report the missing seqs.
   */
  async #reachHeads(client: ClientActor, session: SessionActor): Promise<void> {
    const heads = this.#headsFor(client)
    const deadline = this.#ground.recorder.now + 15_000
    const isBehind = () => [...heads].some(([token, head]) => (session.sentTo.get(token) ?? 0) < head)
    while (isBehind() && this.#ground.recorder.now < deadline && session.isOpen) await sleep(20)
    session.catchUp()
  }

  #headsFor(client: ClientActor): Map<string, number> {
    const heads = new Map<string, number>()
    for (const event of this.#ground.recorder.events)
      if (event.kind === 'submission' && event.seq !== undefined && client.tokens.includes(event.token))
        heads.set(event.token, Math.max(event.seq, heads.get(event.token) ?? 0))
    return heads
  }

  end(): void {
    for (const { sessions } of this.#ground.clients) for (const session of sessions) session.close()
    this.#ground.recorder.end()
  }

  /** A token that the client is not registered to. */
  #foreignTo(client: number): string {
    const { tokens } = this.#ground.client(client)
    return this.#ground.tokens.find((token) => !tokens.includes(token)) ?? `g1${'y'.repeat(43)}`
  }

  #nextSession(): number {
    this.#sessions += 1
    return this.#sessions
  }

  /** Milliseconds until the rules can judge whether the last notification with TTL 0 has arrived. */
  #untilJudged(): number {
    const { events, now } = this.#ground.recorder
    const last = events.findLast((event) => event.kind === 'submission' && event.ttlSeconds === 0)
    return last?.kind === 'submission' ? Math.max(0, (last.ended ?? now) + DUE_MILLISECONDS + 100 - now) : 0
  }
}
