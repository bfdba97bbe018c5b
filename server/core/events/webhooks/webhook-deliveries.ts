import { LIMITS } from '#protocol'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Outbound } from '../../outbound.ts'
import type { EventOutbox } from '../event-outbox.ts'
import type { EventTail } from '../event-tail.ts'
import { WebhookCourier } from './webhook-courier.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'
import type { Webhook, WebhookStore } from './webhook-store.ts'

type Parts = {
  webhooks: WebhookStore
  clock: Clock
  log: Log
  outbound: Outbound
  tail: EventTail
  outbox: Pick<EventOutbox, 'isLeader'>
  secrets: WebhookSecrets
  onError: (error: unknown) => void
}

/** Runs one courier for each webhook that is not disabled, on the node that has the lease of the events. */
export class WebhookDeliveries {
  readonly #parts: Parts
  readonly #couriers = new Map<string, WebhookCourier>()
  #refreshAt = Number.NEGATIVE_INFINITY

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Reads the webhooks once a second, and begins and ends couriers. */
  async refresh(): Promise<void> {
    const { webhooks, clock } = this.#parts
    if (clock.monotonic() < this.#refreshAt) return
    this.#refreshAt = clock.monotonic() + LIMITS.eventPollMilliseconds
    const active = await webhooks.listActive()
    const ids = new Set(active.map(({ id }) => id))
    for (const [id, courier] of this.#couriers) if (!ids.has(id) || courier.isStopped) this.#end(id, courier)
    for (const webhook of active) {
      const courier = this.#couriers.get(webhook.id)
      if (courier === undefined) this.#couriers.set(webhook.id, this.#begin(webhook))
      else courier.update(webhook)
    }
  }

  /** Ends all couriers after their requests under way. */
  async stop(): Promise<void> {
    this.#refreshAt = Number.NEGATIVE_INFINITY
    const couriers = [...this.#couriers.values()]
    await Promise.all(couriers.map((courier) => courier.stop()))
    this.#couriers.clear()
  }

  /** The next courier of the webhook begins only after this one's request. */
  #end(id: string, courier: WebhookCourier): void {
    void courier.stop().then(() => {
      if (this.#couriers.get(id) === courier) this.#couriers.delete(id)
    })
  }

  #begin(webhook: Webhook): WebhookCourier {
    const { webhooks, clock, outbound, tail, outbox, secrets, onError } = this.#parts
    return new WebhookCourier(webhook, {
      ...{ webhooks, clock, outbound, tail, secrets, onError },
      isLeader: () => outbox.isLeader,
      disable: (disabled, reason) => this.#disable(disabled, reason),
    })
  }

  async #disable({ id, name }: Webhook, reason: string): Promise<void> {
    const { webhooks, clock, log } = this.#parts
    if (!(await webhooks.disable({ id, at: clock.now(), reason }))) return
    log.warn({ event: 'webhookDisabled', webhookId: id, name, reason }, 'a webhook gets no more events')
  }
}
