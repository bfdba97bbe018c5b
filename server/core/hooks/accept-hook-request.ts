import { copyLabels, LIMITS, type Urgency, utf8Bytes } from '#protocol'
import { DISPLAY_MARK, type DisplayPayload } from '#protocol/display.ts'
import type { Context } from '../context.ts'
import { hashSecret } from '../credentials.ts'
import { AoiError, isAoiError } from '../errors.ts'
import { newNotificationId } from '../notifications/new-notification-id.ts'
import { readDeliveryTime } from '../schedule/read-delivery-time.ts'
import type { AppendResult, NewNotification } from '../store.ts'
import type { SubmissionTrace } from '../tracing.ts'
import { hookSenderId } from './hook-address.ts'
import type { Hook, HookRequestRecord } from './hook-store.ts'
import type { HookAccepted, HookMessage, HookRequest, Shape } from './shapes/shape.ts'

/** The result of a request to a hook. `repeated`: an earlier request with the same id made the notification. */
export type HookResult =
  | { kind: 'accepted'; accepted: HookAccepted; isRepeated: boolean }
  | { kind: 'nothing'; reason: string }

type Input = { hook: Hook; shape: Shape; request: HookRequest; trace?: SubmissionTrace }

/**
 * Turns a stock sender's request into a notification to the hook's token, which is on disk when the promise settles.
 * Notes the request for the operator, whatever became of it. Throws `invalid` | `unauthorized` (signature) | `notFound` |
 * `tooLarge` | `tooMany` (quota) | `inFlight` | `unavailable`.
 */
export async function acceptHookRequest(ctx: Context, input: Input): Promise<HookResult> {
  const { hook, request } = input
  const contentType = request.header('content-type')
  const note = (fate: Pick<HookRequestRecord, 'outcome' | 'notificationId' | 'reason'>) =>
    ctx.hooks.requests.note({
      ...{ hookId: hook.id, at: request.receivedAt, body: request.body },
      ...(contentType !== undefined && { contentType }),
      ...fate,
    })
  try {
    const result = await accept(ctx, input)
    if (result.kind === 'nothing') note({ outcome: 'nothing', reason: result.reason })
    else {
      const { notificationId } = result.accepted
      note({ outcome: result.isRepeated ? 'repeated' : 'accepted', notificationId })
    }
    return result
  } catch (error) {
    note({ outcome: 'refused', reason: isAoiError(error) ? error.message : 'an error of the server' })
    throw error
  }
}

type Reading =
  | { kind: 'nothing'; reason: string }
  | { kind: 'message'; message: HookMessage; notification: NewNotification }

/**
 * Reads a request: returns the notification that it asks for, with the hook's defaults, and sends nothing. Throws
 * `invalid`, `unauthorized` (signature) or `tooLarge`.
 */
export function readHookMessage(
  ctx: Context,
  { hook, shape, request }: { hook: Hook; shape: Shape; request: HookRequest },
): Reading {
  const read = shape.read(request, {
    name: hook.name,
    template: hook.template,
    signingSecret: hook.signed ? ctx.hooks.signingSecret(hook.id) : undefined,
  })
  if (read.kind === 'nothing') return read
  const message = withDefaults(read.message, hook)
  const notification = toNotification(ctx, { hook, message, acceptedAt: request.receivedAt })
  return { kind: 'message', message, notification }
}

async function accept(ctx: Context, { hook, shape, request, trace }: Input): Promise<HookResult> {
  const read = readHookMessage(ctx, { hook, shape, request })
  if (read.kind === 'nothing') return read
  const { message, notification } = read
  const { idempotencyKey } = message
  if (trace?.traceparent !== undefined) notification.traceparent = trace.traceparent
  const { deliverAt } = notification
  const outcome = await ctx.submissions.submit(
    {
      serverApplicationId: hookSenderId(hook.id),
      grants: [hook.applicationName],
      acceptedAt: request.receivedAt,
      notifications: [notification],
      // The id alone decides: a retry of some senders differs in a time or a counter.
      ...(idempotencyKey !== undefined && {
        idempotency: { key: keyOf(idempotencyKey), bodyHash: hashSecret(idempotencyKey) },
      }),
    },
    trace?.spans,
  )
  if (outcome.kind === 'keyReused') throw new AoiError('keyReused', 'the id of the message: has been used')
  if (deliverAt !== undefined) ctx.scheduler.expect(deliverAt)
  const { notificationId, ...stored } = requireStored(outcome.results[0])
  return {
    kind: 'accepted',
    isRepeated: outcome.kind === 'replayed',
    accepted: {
      ...{ notificationId, ...stored, message, acceptedAt: request.receivedAt },
      expiresAt: (deliverAt ?? request.receivedAt) + notification.ttlSeconds * 1000,
    },
  }
}

/** The hook's own settings apply where the sender says nothing. A fixed tag is also the topic. */
function withDefaults(message: HookMessage, { ttlSeconds, urgency, tag }: Hook): HookMessage {
  return {
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(urgency !== undefined && { urgency }),
    ...(tag !== undefined && { topic: tag }),
    ...message,
    display: { ...(tag !== undefined && { tag }), ...message.display },
  }
}

type Message = { hook: Hook; message: HookMessage; acceptedAt: number }

function toNotification(ctx: Context, { hook, message, acceptedAt }: Message): NewNotification {
  const { display, ttlSeconds = LIMITS.ttlSecondsDefault } = message
  const urgency: Urgency = message.urgency ?? 'normal'
  const payload = JSON.stringify({ web_push: DISPLAY_MARK, notification: display } satisfies DisplayPayload)
  const { maxPayloadBytes } = ctx.settings
  if (utf8Bytes(payload) > maxPayloadBytes)
    throw new AoiError('tooLarge', `the message: must be at most ${maxPayloadBytes} bytes as a notification`)
  const id = newNotificationId(acceptedAt)
  const deliverAt = readDeliveryTime(message.deliverAt, acceptedAt)
  return {
    ...copyLabels(message, { id, clientAppToken: hook.clientAppToken, payload, ttlSeconds, urgency }),
    ...(deliverAt !== undefined && { deliverAt }),
  }
}

/** A scheduled notification has no recipients yet. */
function requireStored(result: AppendResult | undefined): { notificationId: string; recipients?: number } {
  if (result === undefined) throw new Error('a submission to one token has no result')
  if (result.outcome === 'scheduled') return { notificationId: result.notificationId }
  if (result.outcome === 'accepted')
    return { notificationId: result.notificationId, recipients: result.recipients }
  throw new AoiError(
    result.outcome === 'unknownToken' ? 'notFound' : 'forbidden',
    'the token of the hook is gone: create another hook',
  )
}

/** A key of the log has at most `LIMITS.idempotencyKeyBytes`; ids of senders may be longer. */
function keyOf(idempotencyKey: string): string {
  return utf8Bytes(idempotencyKey) > LIMITS.idempotencyKeyBytes ? hashSecret(idempotencyKey) : idempotencyKey
}
