import { type NotificationBatchReq, utf8Bytes } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError, isAoiError } from '../errors.ts'
import { readDeliveryTime } from '../schedule/read-delivery-time.ts'
import { requireSendable } from '../server-applications/key-scope.ts'
import type { ApiKey, NewNotification } from '../store.ts'
import type { SubmissionTrace } from '../tracing.ts'
import type { BatchOutcome } from './submission-queue.ts'
import { keyQuotaOf, notificationTo } from './submit-notification.ts'

export type BatchInput = {
  apiKey: ApiKey
  requests: NotificationBatchReq['notifications']
  /** The payload of each request: JSON, kept unchanged. */
  payloads: readonly string[]
  /** `bodyHash` is SHA-256 of the request body as received, hex. */
  idempotency?: { key: string; bodyHash: string }
  trace: SubmissionTrace
}

/**
 * Submits notifications with payloads of their own in one transaction, all or none. They are on disk when the promise
 * settles. Returns one result for each, in order, or the refusals of the whole batch. Throws `invalid` (`deliverAt`) |
 * `forbidden` (limits of the key) | `tooLarge` | `inFlight` | `keyReused` | `tooMany` (quota) | `unavailable`.
 */
export async function submitBatch(
  ctx: Context,
  input: BatchInput,
): Promise<Exclude<BatchOutcome, { kind: 'keyReused' }>> {
  const { apiKey, requests, trace, idempotency } = input
  for (const [index, request] of requests.entries()) requireItemSendable(apiKey, { request, index })
  const acceptedAt = ctx.clock.now()
  const notifications = requests.map((request, index) => {
    const payload = input.payloads[index] ?? ''
    return toNotification(ctx, { request, payload, index, acceptedAt, trace })
  })
  const { id: apiKeyId, serverApplicationId, grants, tokens } = apiKey
  const outcome = await ctx.submissions.submitBatch(
    {
      ...{ serverApplicationId, apiKeyId, grants, tokens, keyQuota: keyQuotaOf(apiKey, acceptedAt) },
      ...{ acceptedAt, notifications, isWhole: true },
      ...(idempotency && { idempotency }),
    },
    trace.spans,
  )
  if (outcome.kind === 'keyReused')
    throw new AoiError('keyReused', 'Idempotency-Key: has been used with another body')
  for (const { deliverAt } of notifications) if (deliverAt !== undefined) ctx.scheduler.expect(deliverAt)
  return outcome
}

/** Throws `forbidden` as for a single notification, and names the place in the batch. */
function requireItemSendable(apiKey: ApiKey, { request, index }: Pick<Item, 'request' | 'index'>): void {
  try {
    requireSendable(apiKey, request)
  } catch (error) {
    if (!isAoiError(error)) throw error
    const { code, message, reason } = error
    throw new AoiError(code, `notifications.${index}.${message}`, reason === undefined ? {} : { reason })
  }
}

type Item = {
  request: NotificationBatchReq['notifications'][number]
  payload: string
  index: number
  acceptedAt: number
  trace: SubmissionTrace
}

function toNotification(ctx: Context, { request, payload, index, acceptedAt, trace }: Item): NewNotification {
  const { maxPayloadBytes } = ctx.settings
  if (utf8Bytes(payload) > maxPayloadBytes)
    throw new AoiError(
      'tooLarge',
      `notifications.${index}.payload: must be at most ${maxPayloadBytes} bytes of JSON`,
    )
  const notification = notificationTo(request.clientAppToken, { request, payload, acceptedAt, trace })
  if (request.deliverAt === undefined) return notification
  const deliverAt = readDeliveryTime(Date.parse(request.deliverAt), acceptedAt, `notifications.${index}.`)
  return deliverAt === undefined ? notification : { ...notification, deliverAt }
}
