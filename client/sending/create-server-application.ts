import { randomUUID } from 'node:crypto'
import type { Until } from '../../protocol/acked-until.ts'
import type { LabelOptions } from '../../protocol/labels.ts'
import type { NotificationStatus } from '../../protocol/notification.ts'
import type { Urgency } from '../../protocol/urgency.ts'
import type { ConnectionOptions } from '../http/http-call.ts'
import { readServerUrl } from '../server-url.ts'
import { readAddress } from '../unix-server.ts'
import { startDeadline } from './ack-deadline.ts'
import { awaitAcks } from './await-acks.ts'
import { cancelNotification } from './cancel-notification.ts'
import { SendError } from './send-error.ts'
import { SENDING_LIMITS } from './sending-limits.ts'
import { type Sender, scheduleNotification, submitNotification } from './submit-notification.ts'

export type ServerApplicationOptions = {
  /** URL of the AOI Server: an origin, or one with a path. */
  serverUrl: string
  /** `aoi_sk_…`. */
  apiKey: string
  /** Options of `node:https`, such as `ca`, and `extraHeaders`. */
  socketOptions?: ConnectionOptions | undefined
}

export type AckWait = {
  /** Waits until the first member, all members or so many members have acknowledged. Default `first`. */
  until?: Until | undefined
  /** Seconds to wait at most, 1 to 86,400. */
  wait: number
  signal?: AbortSignal | undefined
}

export type SendOptions = Partial<AckWait> &
  LabelOptions & {
    /** Seconds for which offline members can still get it; 0: now or never. Default 86,400. */
    ttl?: number | undefined
    urgency?: Urgency | undefined
    /** Sends at most once with this key. Default: a random key. */
    idempotencyKey?: string | undefined
  }

/** A notification that is on the server's disk. */
export type SentNotification = {
  notificationId: string
  seq: number
  recipients: number
  /** The outcome at the end of the wait; `undefined` without `wait`, or if the server could not tell. */
  status?: NotificationStatus | undefined
}

export type ScheduleOptions = Omit<SendOptions, keyof AckWait> & {
  /** The time of delivery, at most 30 days ahead. One that has passed means: at once. */
  at: Date
}

/** A program that sends notifications, as the Server Application of one API key. */
export type ServerApplication = {
  /**
   * Sends a JSON value to a token. With `wait`, waits for acks: the promise settles when as many members have
   * acknowledged as `until` says, when no further member can, or when the time is over. Rejects with `SendError`.
   */
  send(clientAppToken: string, payload: unknown, options?: SendOptions): Promise<SentNotification>
  /** Sends a JSON value to a token at a later time. Rejects with `SendError`. */
  schedule(
    clientAppToken: string,
    payload: unknown,
    options: ScheduleOptions,
  ): Promise<{ notificationId: string }>
  /**
   * Cancels a notification for everybody who does not have it yet, or before its time. Returns its outcome:
   * `expiredBy.cancelled` members do without it, `acked` have it. Rejects with `SendError`.
   */
  cancel(notificationId: string): Promise<NotificationStatus>
  /** Waits for acks of a notification sent before. Rejects with `SendError`. */
  awaitAcks(notificationId: string, wait: AckWait): Promise<NotificationStatus | undefined>
}

/**
 * Makes a Server Application for Node. `serverUrl` may also be `unix:/PATH`. Throws `AoiClientError('400')` where it names
 * no server.
 */
export function createServerApplication(options: ServerApplicationOptions): ServerApplication {
  const { serverUrl, socketOptions } = readAddress(options)
  const sender = { serverUrl: readServerUrl(serverUrl), key: options.apiKey, options: socketOptions }
  return {
    send: async (clientAppToken, payload, { until, wait, signal, idempotencyKey, ...elements } = {}) => {
      const deadline = wait === undefined ? undefined : startDeadline(until ?? 'first', readWait(wait))
      const live = signal ?? NEVER
      const { notificationId, seq, recipients, status } = await submitNotification({
        ...sender,
        ...{ idempotencyKey: idempotencyKey ?? randomUUID(), deadline, signal: live },
        body: JSON.stringify({ messageType: 'notificationReq', clientAppToken, payload, ...elements }),
        onRetry: async () => undefined,
      })
      const sent = { notificationId, seq, recipients }
      if (deadline === undefined) return sent
      const known = await awaitAcks(sender, { notificationId, deadline, signal: live, known: status })
      return { ...sent, status: known }
    },
    schedule: (clientAppToken, payload, schedule) =>
      scheduleAt(sender, { ...schedule, clientAppToken, payload }),
    cancel: (notificationId) => cancelNotification(sender, notificationId),
    awaitAcks: async (notificationId, { until = 'first', wait, signal = NEVER }) =>
      awaitAcks(sender, { notificationId, deadline: startDeadline(until, readWait(wait)), signal }),
  }
}

async function scheduleAt(
  sender: Sender,
  { at, idempotencyKey, ...elements }: ScheduleOptions & { clientAppToken: string; payload: unknown },
): Promise<{ notificationId: string }> {
  const deliverAt = at.toISOString()
  const { notificationId } = await scheduleNotification({
    ...{ ...sender, idempotencyKey: idempotencyKey ?? randomUUID(), signal: NEVER },
    body: JSON.stringify({ messageType: 'notificationReq', deliverAt, ...elements }),
    onRetry: async () => undefined,
  })
  return { notificationId }
}

const NEVER = new AbortController().signal

function readWait(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= SENDING_LIMITS.ackWaitSeconds) return seconds
  throw new SendError('failed', `wait: must be a whole number from 1 to ${SENDING_LIMITS.ackWaitSeconds}`)
}
