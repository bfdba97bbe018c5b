import type { Urgency } from '#protocol'
import type { AckKind, Claims, Operation, Sent } from './operations.ts'
import type { Random } from './random.ts'
import type { SetupName } from './setup.ts'

const MANY = 1000
const URGENCIES: readonly [Urgency, ...Urgency[]] = ['very-low', 'low', 'normal', 'high', 'high', 'high']
const CLAIMS: readonly [Claims, ...Claims[]] = [
  ...(['none', 'none', 'none', 'own', 'own'] as const),
  ...(['ofAnotherEpoch', 'beyondTheHead', 'ofAForeignToken'] as const),
] as const as [Claims, ...Claims[]]
const ACKS: readonly [AckKind, ...AckKind[]] = [
  ...(['all', 'all', 'one', 'half', 'beyond', 'backwards'] as const),
  ...(['twice', 'unknownToken', 'foreignToken', 'inOlderSession', 'inOlderSession'] as const),
] as const as [AckKind, ...AckKind[]]

/** Makes a script of `count` operations for this set-up. The same random numbers give the same script. */
export function makeOperations(random: Random, input: { setup: SetupName; count: number }): Operation[] {
  const maker = new OperationMaker(random, input.setup)
  return [...maker.begin(), ...Array.from({ length: input.count }, () => maker.next())]
}

class OperationMaker {
  readonly #random: Random
  readonly #setup: SetupName

  constructor(random: Random, setup: SetupName) {
    this.#random = random
    this.#setup = setup
  }

  /** Registers a few members, so that there is somebody to send to. */
  begin(): Operation[] {
    return [0, 1, 2].flatMap((client): Operation[] => [
      {
        does: 'connect',
        client,
        node: this.#any(),
        claims: 'none',
        ...(client === 2 && { minimumUrgency: 'high' }),
      },
      { does: 'register', client, token: client % 2, node: 0, by: 'session' },
      { does: 'answer', client, eager: this.#random.chance(0.7) },
    ])
  }

  next(): Operation {
    return this.#random.choose<Operation>([
      { weight: 6, make: () => this.#connect() },
      { weight: 26, make: () => ({ does: 'send', node: this.#any(), sent: this.#sent() }) },
      { weight: 6, make: () => this.#sendAtOnce() },
      { weight: 10, make: () => this.#acknowledge() },
      { weight: 8, make: () => this.#onNotification() },
      { weight: 12, make: () => this.#together() },
      { weight: 8, make: () => this.#membership() },
      { weight: 4, make: () => this.#handOver() },
      { weight: 6, make: () => ({ does: 'wait', milliseconds: this.#random.below(400) }) },
      { weight: 10, make: () => this.#rare() },
      ...(this.#setup === 'sqlite' ? [] : [{ weight: 2, make: () => this.#changeWhatIsRead() }]),
    ])
  }

  #any(): number {
    return this.#random.below(MANY)
  }

  #connect(): Operation {
    const { node, client } = { node: this.#any(), client: this.#any() }
    const wish = this.#random.chance(0.3)
      ? { minimumUrgency: this.#random.pick(['high', 'normal'] as const) }
      : {}
    return { does: 'connect', client, node, claims: this.#random.pick(CLAIMS), ...wish }
  }

  #sent(): Sent {
    const random = this.#random
    const ttl = random.pick([undefined, undefined, undefined, 0, 0, 0, 1, 3, 60] as const)
    return {
      token: this.#any(),
      ...(ttl !== undefined && { ttl }),
      ...(random.chance(ttl === 0 ? 0.8 : 0.4) && { urgency: random.pick(URGENCIES) }),
      ...(random.chance(0.25) && { topic: random.pick(['rain', 'wind'] as const) }),
      ...(random.chance(0.15) && { key: random.below(4), otherBody: random.chance(0.25) }),
    }
  }

  #sendAtOnce(): Operation {
    const { token } = this.#sent()
    const sent = Array.from({ length: 2 + this.#random.below(3) }, () => ({ ...this.#sent(), token }))
    return this.#random.chance(0.3)
      ? {
          does: 'sendToSeveral',
          node: this.#any(),
          tokens: [this.#any(), this.#any()],
          ttl: this.#random.pick([0, 60]),
        }
      : { does: 'sendAtOnce', node: this.#any(), sent }
  }

  #acknowledge(): Operation {
    const how = this.#random.pick(ACKS)
    return { does: 'acknowledge', client: this.#any(), token: this.#any(), how }
  }

  #onNotification(): Operation {
    const does = this.#random.pick(['cancel', 'cancel', 'readStatus', 'readStatus', 'readStatus'] as const)
    // The newest notifications are the most interesting.
    return { does, node: this.#any(), notification: this.#random.below(6) }
  }

  /** Operations that race with each other. */
  #together(): Operation {
    const count = 2 + this.#random.below(3)
    const parts = Array.from({ length: count }, () => ({
      after: this.#random.chance(0.5) ? 0 : this.#random.below(900),
      operation: this.#random.choose<Operation>([
        { weight: 4, make: () => ({ does: 'send', node: this.#any(), sent: this.#sent() }) },
        { weight: 3, make: () => this.#connect() },
        { weight: 3, make: () => this.#onNotification() },
        { weight: 3, make: () => this.#acknowledge() },
      ]),
    }))
    return { does: 'together', parts }
  }

  /** A client moves to a newer session and acknowledges in the older one, which may not know of the newer one. */
  #handOver(): Operation {
    const [client, token] = [this.#any(), this.#any()]
    const own = this.#any()
    const operations: Operation[] = [
      { does: 'answer', client, eager: false },
      { does: 'send', node: own, sent: { token } },
      { does: 'connect', client, node: own + 1, claims: 'none' },
      { does: 'acknowledge', client, token, how: 'inOlderSession' },
      { does: 'acknowledge', client, token, how: 'inOlderSession' },
      { does: 'connect', client, node: own, claims: 'none' },
    ]
    const places = [0, 0, 250, 400 + this.#random.below(200), 800, 2200]
    return {
      does: 'together',
      parts: operations.map((operation, index) => ({ after: places[index] ?? 0, operation })),
    }
  }

  /** A client comes back while the database is slow, and what is read for it is cancelled and replaced meanwhile. */
  #changeWhatIsRead(): Operation {
    const [client, token, node] = [this.#any(), this.#any(), this.#any()]
    const topics = [{}, { topic: 'rain' }, {}, { topic: 'wind' }] as const
    const at = (after: number) => after + this.#random.below(300)
    const cancel = (notification: number): Operation => ({ does: 'cancel', node, notification })
    return {
      does: 'together',
      parts: [
        { after: 0, operation: { does: 'disconnect', client } },
        {
          after: 20,
          operation: { does: 'sendAtOnce', node, sent: topics.map((topic) => ({ token, ...topic })) },
        },
        { after: 500, operation: { does: 'slowDatabase', milliseconds: 300 } },
        { after: 520, operation: { does: 'connect', client, node, claims: 'none' } },
        { after: at(700), operation: cancel(0) },
        { after: at(1000), operation: cancel(2) },
        { after: at(1300), operation: { does: 'send', node, sent: { token, topic: 'rain' } } },
        { after: at(1600), operation: cancel(4) },
        { after: 2600, operation: { does: 'slowDatabase', milliseconds: 0 } },
      ],
    }
  }

  #membership(): Operation {
    const random = this.#random
    const place = {
      client: this.#any(),
      node: this.#any(),
      by: random.pick(['session', 'session', 'http'] as const),
    }
    if (random.chance(0.35)) return { does: 'deregister', token: this.#any(), ...place }
    return { does: 'register', token: random.chance(0.2) ? 'unique' : random.below(3), ...place }
  }

  #rare(): Operation {
    const client = this.#any()
    const fill: Operation = {
      does: 'fill',
      node: this.#any(),
      token: this.#any(),
      count: 66 + this.#random.below(30),
    }
    return this.#random.choose<Operation>([
      { weight: 5, make: () => ({ does: 'disconnect', client }) },
      { weight: 4, make: () => ({ does: 'answer', client, eager: this.#random.chance(0.6) }) },
      { weight: 2, make: () => ({ does: 'halfOpen', client }) },
      { weight: 2, make: () => ({ does: 'resume', client }) },
      { weight: 3, make: () => fill },
      { weight: 2, make: () => ({ does: 'kill', node: this.#any() }) },
      { weight: 2, make: () => ({ does: 'drain', node: this.#any() }) },
      ...this.#weather(),
    ])
  }

  #weather(): { weight: number; make: () => Operation }[] {
    const slow = {
      weight: 4,
      make: (): Operation => ({ does: 'slowDatabase', milliseconds: this.#random.pick([0, 40, 120]) }),
    }
    const redis = [
      { weight: 1, make: (): Operation => ({ does: 'cutRedis' }) },
      { weight: 2, make: (): Operation => ({ does: 'mendRedis' }) },
    ]
    if (this.#setup === 'sqlite') return []
    return this.#setup === 'two-nodes-redis' ? [slow, ...redis] : [slow]
  }
}
