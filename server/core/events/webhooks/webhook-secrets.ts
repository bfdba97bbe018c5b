import { createHmac } from 'node:crypto'
import type { Webhook } from './webhook-store.ts'

/** The prefix of a symmetric secret of Standard Webhooks. The rest is base64. */
const PREFIX = 'whsec_'

/**
 * The secrets by which receivers verify webhooks. They are derived from the server's secret, so they are stored nowhere
 * and the same on every node.
 */
export class WebhookSecrets {
  readonly #readSecret: () => string

  constructor(readSecret: () => string) {
    this.#readSecret = readSecret
  }

  /** Returns the current secret as the receiver's library takes it. */
  show({ id, secretNumber }: Pick<Webhook, 'id' | 'secretNumber'>): string {
    return PREFIX + this.#derive(id, secretNumber).toString('base64')
  }

  /**
   * Returns the value of `webhook-signature`: one signature, or two while the secret before is still valid. `now` is
   * Unix ms, `timestamp` the value of `webhook-timestamp`.
   */
  sign(
    webhook: Pick<Webhook, 'id' | 'secretNumber' | 'previousEndsAt'>,
    { eventId, timestamp, body, now }: { eventId: string; timestamp: number; body: string; now: number },
  ): string {
    const { id, secretNumber, previousEndsAt = 0 } = webhook
    const numbers = previousEndsAt > now ? [secretNumber, secretNumber - 1] : [secretNumber]
    return numbers
      .map((number) => createHmac('sha256', this.#derive(id, number)))
      .map((hmac) => `v1,${hmac.update(`${eventId}.${timestamp}.${body}`).digest('base64')}`)
      .join(' ')
  }

  #derive(id: string, secretNumber: number): Buffer {
    return createHmac('sha256', this.#readSecret()).update(`aoi-webhook/${id}/${secretNumber}`).digest()
  }
}
