import { type NotificationStatus, notificationStatusSchema } from '../../protocol/notification.ts'
import { callHttpInNode } from '../http/http-call-node.ts'
import { urlAt } from '../server-url.ts'
import { tolerant } from '../tolerant.ts'
import { SendError } from './send-error.ts'
import { SENDING_LIMITS } from './sending-limits.ts'
import { parseJson, type Sender, toSendError, withHeaders } from './submit-notification.ts'

const STATUS = tolerant(notificationStatusSchema)

/** Cancels a notification, and returns its outcome. Rejects with `SendError`. A repetition changes nothing. */
export async function cancelNotification(
  { serverUrl, key, options }: Sender,
  notificationId: string,
): Promise<NotificationStatus> {
  const url = urlAt(serverUrl, `/api/v1/notifications/${notificationId}`)
  const headers = { authorization: `Bearer ${key}`, prefer: 'return=representation' }
  const answer = await callHttpInNode({
    ...{ url, method: 'DELETE', answerBytes: SENDING_LIMITS.answerBytes },
    options: withHeaders(options, headers),
    signal: AbortSignal.timeout(SENDING_LIMITS.answerMilliseconds),
  }).catch((error: unknown) => {
    throw new SendError('unreachable', `no answer from ${serverUrl}: ${String(error)}`)
  })
  const body = parseJson(answer.text)
  const status = STATUS.safeParse(body)
  if (answer.status === 200 && status.success) return status.data
  throw toSendError(url, { status: answer.status, body, isBusy: answer.status >= 500 })
}
