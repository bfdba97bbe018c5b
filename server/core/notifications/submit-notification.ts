import { copyLabels, LIMITS, type NotificationReq, utf8Bytes } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { DAY_MILLISECONDS } from '../limits/over-key-quota.ts'
import { readDeliveryTime } from '../schedule/read-delivery-time.ts'
import { requireSendable } from '../server-applications/key-scope.ts'
import type { ApiKey, AppendRequest, AppendResult, NewNotification } from '../store.ts'
import type { SubmissionTrace } from '../tracing.ts'
import { newNotificationId } from './new-notification-id.ts'

export type SubmitInput = {
  apiKey: ApiKey
  request: NotificationReq
  /** JSON, kept unchanged. */
  payload: string
  /** `bodyHash` is SHA-256 of the request body as received, hex. */
  idempotency?: { key: string; bodyHash: string }
  trace?: SubmissionTrace
}

/**
 * Submits one payload to one or several tokens in one transaction. The notifications are on disk when the promise
 * settles. Returns one result per token, in the given order. Throws `invalid` (`deliverAt`) | `forbidden` (limits of the
 * key) | `tooLarge` | `inFlight` | `keyReused` | `tooMany` (quota) | `unavailable`.
 */
export async function submitNotification(ctx: Context, input: SubmitInput): Promise<AppendResult[]> {
  const { request, payload, trace } = input
  requireSendable(input.apiKey, request)
  const acceptedAt = ctx.clock.now()
  const notifications = notificationsOf(ctx, { request, payload, acceptedAt, trace })
  const { id: apiKeyId, serverApplicationId, grants, tokens } = input.apiKey
  const keyQuota = keyQuotaOf(input.apiKey, acceptedAt)
  const outcome = await ctx.submissions.submit(
    {
      ...{ serverApplicationId, apiKeyId, grants, tokens, keyQuota },
      ...{ acceptedAt, notifications },
      ...(input.idempotency === undefined ? {} : { idempotency: input.idempotency }),
    },
    trace?.spans,
  )
  if (outcome.kind === 'keyReused') {
    throw new AoiError('keyReused', 'Idempotency-Key: has been used with another body')
  }
  const [{ deliverAt } = {}] = notifications
  if (deliverAt !== undefined) ctx.scheduler.expect(deliverAt)
  return outcome.results
}

/** Returns the daily quota of a key that has one. */
export function keyQuotaOf(
  { id: apiKeyId, notificationsPerDay: perDay }: ApiKey,
  acceptedAt: number,
): AppendRequest['keyQuota'] {
  return perDay === undefined
    ? undefined
    : { apiKeyId, perDay, day: Math.floor(acceptedAt / DAY_MILLISECONDS) }
}

type Accepted = Pick<SubmitInput, 'request' | 'payload'> & {
  acceptedAt: number
  trace: SubmissionTrace | undefined
}

function notificationsOf(ctx: Context, accepted: Accepted): NewNotification[] {
  const { request, payload } = accepted
  if (utf8Bytes(payload) > ctx.settings.maxPayloadBytes) {
    throw new AoiError('tooLarge', `payload: must be at most ${ctx.settings.maxPayloadBytes} bytes of JSON`)
  }
  const { clientAppToken, clientAppTokens = [] } = request
  const notifications =
    clientAppToken === undefined
      ? [...new Set(clientAppTokens)].map((token) => notificationTo(token, accepted))
      : [notificationTo(clientAppToken, accepted)]
  if (request.deliverAt !== undefined)
    schedule(notifications, { at: request.deliverAt, now: accepted.acceptedAt })
  return notifications
}

function schedule(notifications: readonly NewNotification[], { at, now }: { at: string; now: number }): void {
  const deliverAt = readDeliveryTime(Date.parse(at), now)
  if (deliverAt !== undefined) for (const notification of notifications) notification.deliverAt = deliverAt
}

type Elements = Omit<Accepted, 'request'> & { request: Omit<NotificationReq, 'messageType'> }

/** Makes the notification of a request to one token, without its time of delivery. */
export function notificationTo(clientAppToken: string, accepted: Elements): NewNotification {
  const { request, payload, acceptedAt, trace } = accepted
  const id = newNotificationId(acceptedAt)
  const { ttl: ttlSeconds = LIMITS.ttlSecondsDefault, urgency = 'normal' } = request
  const traceparent = trace?.traceparent
  // Two literals, each with one shape: most notifications have no trace.
  return traceparent === undefined
    ? copyLabels(request, { id, clientAppToken, payload, ttlSeconds, urgency })
    : copyLabels(request, { id, clientAppToken, payload, ttlSeconds, urgency, traceparent })
}
