import { v7 as uuidv7 } from 'uuid'
import type { Urgency, WebPushHeaders } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { AppendResult, NewNotification } from '../store.ts'
import { senderId } from './sender-id.ts'

/** What a sender of Web Push posts to a push resource. */
export type PushInput = {
  clientAppToken: string
  /** The VAPID key that the sender proved to have (base64url, canonical). */
  vapidKey?: string
  /** Stored and delivered byte for byte. */
  body: Uint8Array
  headers: WebPushHeaders
  ttlSeconds: number
  urgency: Urgency
  topic?: string
}

/**
 * Submits a Web Push message (RFC 8030): the same log, cursors and commit as any notification. When it settles the
 * message is on disk. Throws `notFound` | `unauthorized` | `forbidden` | `unavailable`.
 */
export async function pushMessage(ctx: Context, input: PushInput): Promise<{ notificationId: string }> {
  const { vapidKey } = input
  const outcome = await ctx.submissions.submit({
    serverApplicationId: senderId(vapidKey),
    webPush: { openToAll: ctx.settings.webPushOpenToAll, ...(vapidKey !== undefined && { vapidKey }) },
    acceptedAt: ctx.clock.now(),
    notifications: [toNotification(input)],
  })
  const result = outcome.kind === 'keyReused' ? undefined : outcome.results[0]
  if (result === undefined) throw new Error('a submission of one message has no result')
  if (result.outcome !== 'accepted') throw refusal(result.outcome)
  return { notificationId: result.notificationId }
}

function toNotification(input: PushInput): NewNotification {
  const { clientAppToken, body, headers, ttlSeconds, urgency, topic } = input
  return {
    id: uuidv7(),
    clientAppToken,
    payload: Buffer.from(body).toString('base64url'),
    headers: JSON.stringify(headers),
    ttlSeconds,
    urgency,
    ...(topic !== undefined && { topic }),
  }
}

function refusal(outcome: Exclude<AppendResult['outcome'], 'accepted'>): AoiError {
  switch (outcome) {
    case 'unknownToken':
      return new AoiError('notFound', 'there is no such subscription')
    case 'unauthenticated':
      return new AoiError('unauthorized', 'Authorization: this subscription is for senders with a VAPID key')
    case 'notGranted':
      return new AoiError('forbidden', 'Authorization: the VAPID key is not the one of this subscription')
  }
}
