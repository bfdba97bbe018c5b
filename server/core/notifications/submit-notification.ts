import { copyLabels, LIMITS, type NotificationReq, utf8Bytes } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { ApiKey, AppendResult, NewNotification } from '../store.ts'
import { newNotificationId } from './new-notification-id.ts'

export type SubmitInput = {
  apiKey: ApiKey
  request: NotificationReq
  /** JSON, kept unchanged. */
  payload: string
  /** `bodyHash` is SHA-256 of the request body as received, hex. */
  idempotency?: { key: string; bodyHash: string }
}

/**
 * Submits one payload to one or several tokens in one transaction. The notifications are on disk when the promise
 * settles. Returns one result per token, in the given order. Throws `tooLarge` | `inFlight` | `keyReused` | `tooMany`
 * (quota) | `unavailable`.
 */
export async function submitNotification(ctx: Context, input: SubmitInput): Promise<AppendResult[]> {
  const acceptedAt = ctx.clock.now()
  const outcome = await ctx.submissions.submit({
    serverApplicationId: input.apiKey.serverApplicationId,
    grants: input.apiKey.grants,
    acceptedAt,
    notifications: notificationsOf(ctx, { request: input.request, payload: input.payload, acceptedAt }),
    ...(input.idempotency === undefined ? {} : { idempotency: input.idempotency }),
  })
  if (outcome.kind === 'keyReused') {
    throw new AoiError('keyReused', 'Idempotency-Key: has been used with another body')
  }
  return outcome.results
}

type Accepted = Pick<SubmitInput, 'request' | 'payload'> & { acceptedAt: number }

function notificationsOf(ctx: Context, accepted: Accepted): NewNotification[] {
  const { request, payload } = accepted
  if (utf8Bytes(payload) > ctx.settings.maxPayloadBytes) {
    throw new AoiError('tooLarge', `payload: must be at most ${ctx.settings.maxPayloadBytes} bytes of JSON`)
  }
  const { clientAppToken, clientAppTokens = [] } = request
  if (clientAppToken !== undefined) return [notificationTo(clientAppToken, accepted)]
  return [...new Set(clientAppTokens)].map((token) => notificationTo(token, accepted))
}

function notificationTo(clientAppToken: string, { request, payload, acceptedAt }: Accepted): NewNotification {
  const id = newNotificationId(acceptedAt)
  const { ttl: ttlSeconds = LIMITS.ttlSecondsDefault, urgency = 'normal' } = request
  return copyLabels(request, { id, clientAppToken, payload, ttlSeconds, urgency })
}
