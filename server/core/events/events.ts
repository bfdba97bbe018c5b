import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { Shares } from '../limits/shares.ts'
import type { Log } from '../log.ts'
import type { Outbound } from '../outbound.ts'
import { EventOutbox } from './event-outbox.ts'
import type { EventStore } from './event-store.ts'
import { EventTail } from './event-tail.ts'
import { WebhookDeliveries } from './webhooks/webhook-deliveries.ts'
import { WebhookSecrets } from './webhooks/webhook-secrets.ts'
import type { WebhookStore } from './webhooks/webhook-store.ts'

type Parts = {
  store: EventStore
  webhooks: WebhookStore
  clock: Clock
  log: Log
  outbound: Outbound
  limitWatch: LimitWatch
  /** Returns the secret of the server. */
  secret: () => string
  nodeId: string
  onError: (error: unknown) => void
}

/** The events that leave this server: their outbox, the streams and the webhooks. */
export class Events {
  readonly store: EventStore
  readonly webhooks: WebhookStore
  readonly outbound: Outbound
  readonly outbox: EventOutbox
  readonly tail: EventTail
  readonly secrets: WebhookSecrets
  /** Streams that are open on this node. */
  readonly streams: Shares
  readonly #deliveries: WebhookDeliveries

  constructor(parts: Parts) {
    const { store, webhooks, clock, log, outbound, nodeId, onError } = parts
    this.store = store
    this.webhooks = webhooks
    this.outbound = outbound
    this.secrets = new WebhookSecrets(parts.secret)
    this.outbox = new EventOutbox({ store, clock, nodeId })
    this.tail = new EventTail({ store, clock, outbox: this.outbox })
    this.streams = new Shares({
      limit: 'eventStreamsPerParty',
      places: LIMITS.eventStreams,
      share: LIMITS.eventStreamsPerParty,
      desc: 'too many streams of events are open',
      ...{ retryAfter: 5, watch: parts.limitWatch },
    })
    this.#deliveries = new WebhookDeliveries({
      ...{
        webhooks,
        clock,
        log,
        outbound,
        tail: this.tail,
        outbox: this.outbox,
        secrets: this.secrets,
        onError,
      },
    })
  }

  /** One step of the background work. */
  async step(): Promise<void> {
    if (await this.outbox.step()) await this.#deliveries.refresh()
    else await this.#deliveries.stop()
  }

  /** Ends the streams, writes the progress of the webhooks, and gives the lease up. */
  async end(): Promise<void> {
    this.tail.end()
    await this.#deliveries.stop()
    await this.outbox.leave()
  }
}
