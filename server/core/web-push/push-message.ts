import { copyLabels, fingerprint, type Labels, type Urgency, type WebPushHeaders } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { overQuota } from '../limits/over-quota.ts'
import { newNotificationId } from '../notifications/new-notification-id.ts'
import type { AppendResult, NewNotification } from '../store.ts'
import type { SubmissionTrace } from '../tracing.ts'
import { senderId } from './sender-id.ts'
import type { VapidSender } from './vapid.ts'

/** A message that a sender of Web Push posts to a push resource. */
export type PushInput = {
  clientAppToken: string
  /** The authenticated sender; undefined for an anonymous one. */
  sender?: VapidSender
  /** Address of the request, as limits by address count it. */
  address: string
  /** Id of the request, for the log. */
  requestId?: string
  trace?: SubmissionTrace
  /** Stored and delivered byte for byte. */
  body: Uint8Array
  headers: WebPushHeaders
  ttlSeconds: number
  urgency: Urgency
} & Labels

type Message = Omit<PushInput, 'sender' | 'address' | 'requestId' | 'trace'>
type Refusal = Exclude<AppendResult, { outcome: 'accepted' }>

/**
 * Submits a Web Push message (RFC 8030): the same log, cursors and commit as any notification. The message is on disk
 * when the promise settles. Throws `notFound` | `unauthorized` | `forbidden` | `tooMany` (quota) | `unavailable`.
 */
export async function pushMessage(ctx: Context, input: PushInput): Promise<{ notificationId: string }> {
  const [result] = await submitPushes(ctx, {
    sender: input.sender,
    address: input.address,
    trace: input.trace,
    messages: [input],
  })
  if (result === undefined) throw new Error('a submission of one message has no result')
  if (result.outcome !== 'accepted') throw refusal(ctx, { refused: result, requestId: input.requestId })
  return { notificationId: result.notificationId }
}

/** Submits messages of one sender in one transaction. Returns a result for each, in order. Throws `unavailable`. */
export async function submitPushes(
  ctx: Context,
  input: {
    sender: VapidSender | undefined
    address: string
    trace: SubmissionTrace | undefined
    messages: readonly Message[]
  },
): Promise<AppendResult[]> {
  const { sender, address, trace, messages } = input
  const { openToAll } = ctx.settings.webPush
  const acceptedAt = ctx.clock.now()
  const notifications = messages.map((message) =>
    toNotification(message, { acceptedAt, traceparent: trace?.traceparent }),
  )
  const outcome = await ctx.submissions.submit(
    {
      serverApplicationId: senderId(sender?.vapidKey),
      address,
      webPush: { openToAll, ...(sender !== undefined && { vapidKey: sender.vapidKey }) },
      ...{ acceptedAt, notifications },
    },
    trace?.spans,
  )
  const results = outcome.kind === 'keyReused' ? [] : outcome.results
  if (results.some((result) => result.outcome === 'accepted'))
    await ctx.webPush.senders.remember(sender, address)
  return results
}

function toNotification(
  input: Message,
  { acceptedAt, traceparent }: { acceptedAt: number; traceparent: string | undefined },
): NewNotification {
  const { clientAppToken, body, headers, ttlSeconds, urgency } = input
  return copyLabels(input, {
    id: newNotificationId(acceptedAt),
    clientAppToken,
    payload: Buffer.from(body).toString('base64url'),
    headers: JSON.stringify(headers),
    ttlSeconds,
    urgency,
    ...(traceparent !== undefined && { traceparent }),
  })
}

/**
 * Makes the error of a refusal. The operator's log has only the token's fingerprint, since the token is for its senders
 * alone.
 */
function refusal(
  ctx: Context,
  { refused, requestId }: { refused: Refusal; requestId: string | undefined },
): AoiError {
  if (refused.outcome === 'overQuota') return overQuota(refused, ctx.limitWatch)
  const { outcome, clientAppToken } = refused
  if (outcome === 'scheduled' || outcome === 'gone') throw new Error('Web Push has no schedule')
  if (outcome !== 'unknownToken') {
    ctx.log.debug(
      { event: 'pushRefused', token: fingerprint(clientAppToken), outcome, requestId },
      'a Web Push message was refused',
    )
  }
  switch (outcome) {
    case 'unknownToken':
      return new AoiError('notFound', 'no subscription has this URL')
    case 'unauthenticated':
      return new AoiError('unauthorized', 'Authorization: this subscription requires a VAPID key')
    case 'notGranted':
      return new AoiError('forbidden', 'Authorization: the VAPID key must be the key of this subscription')
  }
}
