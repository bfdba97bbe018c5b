import { v7 as uuidv7 } from 'uuid'
import { LIMITS, type NotificationReq, utf8Bytes } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { ApiKey, AppendResult, NewNotification } from '../store.ts'

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
  const outcome = await ctx.submissions.submit({
    serverApplicationId: input.apiKey.serverApplicationId,
    grants: input.apiKey.grants,
    acceptedAt: ctx.clock.now(),
    notifications: notificationsOf(ctx, input),
    ...(input.idempotency === undefined ? {} : { idempotency: input.idempotency }),
  })
  if (outcome.kind === 'keyReused') {
    throw new AoiError('keyReused', 'Idempotency-Key: has been used with another body')
  }
  return outcome.results
}

function notificationsOf(ctx: Context, { request, payload }: SubmitInput): NewNotification[] {
  if (utf8Bytes(payload) > ctx.settings.maxPayloadBytes) {
    throw new AoiError('tooLarge', `payload: must be at most ${ctx.settings.maxPayloadBytes} bytes of JSON`)
  }
  const tokens =
    request.clientAppTokens ?? (request.clientAppToken === undefined ? [] : [request.clientAppToken])
  return [...new Set(tokens)].map((clientAppToken) => ({
    id: uuidv7(),
    clientAppToken,
    payload,
    ttlSeconds: request.ttl ?? LIMITS.ttlSecondsDefault,
    urgency: request.urgency ?? 'normal',
    ...(request.topic === undefined ? {} : { topic: request.topic }),
  }))
}
