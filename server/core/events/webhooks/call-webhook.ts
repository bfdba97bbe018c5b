import type { Clock } from '../../clock.ts'
import type { Outbound } from '../../outbound.ts'
import { eventMessage } from '../event-message.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'
import type { Webhook, WebhookAttempt } from './webhook-store.ts'

type Parts = { outbound: Outbound; clock: Clock; secrets: WebhookSecrets }
type Event = { eventId: string; type: string; at: number; data: string }

/** `waitMilliseconds`: the request was not sent, and may be sent then. */
export type WebhookResult = WebhookAttempt & { retryAfter?: string; waitMilliseconds?: number }

/** Sends an event to a webhook once, signed (Standard Webhooks). Any answer from 200 to 299 has it delivered. */
export async function callWebhook(
  { outbound, clock, secrets }: Parts,
  { webhook, event, attempt }: { webhook: Webhook; event: Event; attempt: number },
): Promise<WebhookResult> {
  const body = eventMessage(event)
  const at = clock.now()
  const timestamp = Math.floor(at / 1000)
  const begun = clock.monotonic()
  const result = await outbound.send({
    ...{ purpose: 'webhook', method: 'POST', url: webhook.url, body },
    headers: {
      'content-type': 'application/json',
      'user-agent': 'aoi-server',
      'webhook-id': event.eventId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': secrets.sign(webhook, { eventId: event.eventId, timestamp, body, now: at }),
    },
  })
  const made = {
    ...{ webhookId: webhook.id, eventId: event.eventId, type: event.type, at, attempt },
    milliseconds: Math.round(clock.monotonic() - begun),
  }
  if (result.outcome !== 'answered') {
    const { outcome, retryAfterMilliseconds: waitMilliseconds } = result
    return { ...made, outcome, ...(waitMilliseconds === undefined ? {} : { waitMilliseconds }) }
  }
  const { status, headers } = result
  const isTaken = status >= 200 && status < 300
  const retryAfter = headers['retry-after']
  return {
    ...{ ...made, outcome: isTaken ? 'delivered' : 'answered', status },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}
