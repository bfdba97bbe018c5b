import { setTimeout as delay } from 'node:timers/promises'
import { isAckedUntil } from '../../protocol/acked-until.ts'
import { type NotificationStatus, notificationStatusSchema } from '../../protocol/notification.ts'
import { callHttpInNode } from '../http/http-call-node.ts'
import { urlAt } from '../server-url.ts'
import { tolerant } from '../tolerant.ts'
import type { AckDeadline } from './ack-deadline.ts'
import { isOver, waitingQuery } from './ack-deadline.ts'
import { SendError } from './send-error.ts'
import { SENDING_LIMITS } from './sending-limits.ts'
import type { Sender } from './submit-notification.ts'
import { parseJson, toSendError, withHeaders } from './submit-notification.ts'

const STATUS = tolerant(notificationStatusSchema)

type Wait = {
  notificationId: string
  deadline: AckDeadline
  signal: AbortSignal
  /** The outcome so far, where it is known. */
  known?: NotificationStatus | undefined
}

/**
 * Waits until as many members have acknowledged the notification as the deadline says, no further member can, or the
 * time is over. Asks again after each wait of the server, and after failures that may pass. Returns the last known
 * outcome, `undefined` without any. Rejects with `SendError` when the server refuses.
 */
export async function awaitAcks(sender: Sender, wait: Wait): Promise<NotificationStatus | undefined> {
  const { deadline, signal } = wait
  let { known } = wait
  while (!isKnown(known, deadline) && !isOver(deadline)) {
    known = (await ask(sender, wait)) ?? known
    if (isKnown(known, deadline)) break
    const pauseMs = Math.min(SENDING_LIMITS.ackPauseMilliseconds, deadline.endsAt - performance.now())
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) throw interrupted()
  }
  return known
}

/** True if waiting on cannot change the outcome. */
function isKnown(status: NotificationStatus | undefined, { until }: AckDeadline): boolean {
  return status !== undefined && (isAckedUntil(until, status) || status.pending === 0)
}

/** Returns undefined after a failure that may pass. */
async function ask(
  { serverUrl, key, options }: Sender,
  { notificationId, deadline, signal }: Wait,
): Promise<NotificationStatus | undefined> {
  const { query, headers, waitMs } = waitingQuery(deadline)
  const url = urlAt(serverUrl, `/api/v1/notifications/${notificationId}${query}`)
  const timeout = AbortSignal.timeout(SENDING_LIMITS.answerMilliseconds + waitMs)
  const answer = await callHttpInNode({
    ...{ url, method: 'GET', answerBytes: SENDING_LIMITS.answerBytes },
    options: withHeaders(options, { authorization: `Bearer ${key}`, ...headers }),
    signal: AbortSignal.any([signal, timeout]),
  }).catch(() => undefined)
  if (signal.aborted) throw interrupted()
  if (answer === undefined || answer.status >= 500 || answer.status === 429) return undefined
  const body = parseJson(answer.text)
  const status = STATUS.safeParse(body)
  if (answer.status === 200 && status.success) return status.data
  throw toSendError(url, { status: answer.status, body, isBusy: false })
}

function interrupted(): SendError {
  return new SendError('failed', 'interrupted while waiting for acks; the notification is accepted')
}
