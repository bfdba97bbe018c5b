import { setTimeout as delay } from 'node:timers/promises'
import type {
  NotificationRes,
  NotificationScheduledRes,
  NotificationStatus,
} from '../../protocol/notification.ts'
import {
  notificationErrorSchema,
  notificationResSchema,
  notificationScheduledResSchema,
  notificationStatusSchema,
} from '../../protocol/notification.ts'
import type { ConnectionOptions, HttpAnswer } from '../http/http-call.ts'
import { callHttpInNode } from '../http/http-call-node.ts'
import { urlAt } from '../server-url.ts'
import { retryAfterMs } from '../session/session-end.ts'
import { tolerant } from '../tolerant.ts'
import type { AckDeadline } from './ack-deadline.ts'
import { waitingQuery } from './ack-deadline.ts'
import { SendError } from './send-error.ts'
import { SENDING_LIMITS } from './sending-limits.ts'

/** Where a Server Application sends, and as whom. */
export type Sender = { serverUrl: string; key: string; options?: ConnectionOptions | undefined }

export type Submission = Sender & {
  idempotencyKey: string
  /** A `notificationReq`, as JSON. */
  body: string
  signal: AbortSignal
  /** The acks to wait for in the same request. */
  deadline?: AckDeadline | undefined
  /** Called before each further attempt. */
  onRetry: (retry: { reason: string; waitMs: number }) => Promise<void>
}

/** `status`: the outcome so far, where the request waited for acks. */
export type Accepted = NotificationRes & { status?: NotificationStatus | undefined }

type Attempt =
  | { accepted: Accepted | NotificationScheduledRes }
  | { failure: SendError; retryAfterMs: number | undefined }

/**
 * Sends one notification (AOI-3). Repeats the request with the same Idempotency-Key while the server is busy or the
 * connection breaks, so that the server accepts it at most once. Rejects with `SendError`.
 */
export async function submitNotification(submission: Submission): Promise<Accepted> {
  const accepted = await scheduleNotification(submission)
  if ('seq' in accepted) return accepted
  throw new SendError('failed', 'the server has scheduled the notification, although no time was given')
}

/** The same for a notification with `deliverAt`. If its time has passed, it is accepted at once. */
export async function scheduleNotification(
  submission: Submission,
): Promise<Accepted | NotificationScheduledRes> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptSubmission(submission)
    if ('accepted' in outcome) return outcome.accepted
    const waitMs = findWaitMs(outcome, attempt)
    if (waitMs === undefined) throw outcome.failure
    await submission.onRetry({ reason: outcome.failure.message, waitMs })
    await delay(waitMs, undefined, { signal: submission.signal }).catch(() => {
      throw interrupted(submission)
    })
  }
}

async function attemptSubmission(submission: Submission): Promise<Attempt> {
  const { serverUrl, key, options, idempotencyKey, deadline } = submission
  const { query, headers, waitMs } = waitingQuery(deadline)
  const timeout = AbortSignal.timeout(SENDING_LIMITS.answerMilliseconds + waitMs)
  try {
    const url = urlAt(serverUrl, `/api/v1/notifications${query}`)
    const answer = await callHttpInNode({
      url,
      method: 'POST',
      body: submission.body,
      options: withHeaders(options, {
        authorization: `Bearer ${key}`,
        'idempotency-key': idempotencyKey,
        ...headers,
      }),
      answerBytes: SENDING_LIMITS.answerBytes,
      signal: AbortSignal.any([submission.signal, timeout]),
    })
    return readAnswer(url, answer)
  } catch (error) {
    if (submission.signal.aborted) throw interrupted(submission)
    return noAnswer(submission, error)
  }
}

/** Adds headers to those of the connection options. */
export function withHeaders(
  options: ConnectionOptions | undefined,
  headers: Record<string, string>,
): ConnectionOptions {
  const given = options?.extraHeaders
  return { ...options, extraHeaders: { ...(typeof given === 'object' && given), ...headers } }
}

function readAnswer(url: URL, { status, text, retryAfterSeconds }: HttpAnswer): Attempt {
  const body = parseJson(text)
  const accepted = ACCEPTED.safeParse(body)
  if (status === 201 && accepted.success)
    return { accepted: { ...accepted.data, status: STATUS.safeParse(body).data } }
  const scheduled = SCHEDULED.safeParse(body)
  if (status === 201 && scheduled.success) return { accepted: scheduled.data }
  const isBusy = isPassing(status, REFUSED.safeParse(body).success)
  return {
    failure: toSendError(url, { status, body, isBusy }),
    retryAfterMs: isBusy ? retryAfterMs(retryAfterSeconds) : Number.POSITIVE_INFINITY,
  }
}

/** Returns the error for an answer that is no success. */
export function toSendError(
  url: URL,
  { status, body, isBusy }: { status: number; body: unknown; isBusy: boolean },
): SendError {
  const refused = REFUSED.safeParse(body)
  const code = String(status)
  const desc = refused.success
    ? refused.data.desc
    : `${url.origin}${url.pathname} answered ${code} and is not an AOI Server: check its URL`
  return new SendError(isBusy ? 'unreachable' : 'refused', `${code}: ${desc}`, code)
}

/** The Idempotency-Key makes every repetition safe, so each failure of the server or of a proxy is retried. */
function isPassing(status: number, isOfServer: boolean): boolean {
  return status >= 500 || status === 429 || (isOfServer && status === 409)
}

const ACCEPTED = tolerant(notificationResSchema)
const SCHEDULED = tolerant(notificationScheduledResSchema)
const REFUSED = tolerant(notificationErrorSchema)
const STATUS = tolerant(notificationStatusSchema)

/** Error codes of a broken connection: a retry may succeed. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'TimeoutError'])
/** Error codes of an unreachable server: an immediate retry does not help. */
const NOT_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'])

function noAnswer({ serverUrl }: Submission, error: unknown): Attempt {
  const why = describeFetchError(error)
  const isBroken = BROKEN.has(why)
  return {
    failure: new SendError(
      isBroken || NOT_THERE.has(why) ? 'unreachable' : 'failed',
      `no answer from ${serverUrl} (${why}): check that the AOI Server is running there`,
    ),
    retryAfterMs: isBroken ? undefined : Number.POSITIVE_INFINITY,
  }
}

/** Returns the code of an error of `fetch`, or its message or name if it has no code. */
function describeFetchError(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return cause.name === 'TimeoutError' ? cause.name : cause.message
}

/** Milliseconds before the next attempt; `undefined` if there is none. */
function findWaitMs(outcome: { retryAfterMs: number | undefined }, attempt: number): number | undefined {
  const waitMs = outcome.retryAfterMs ?? SENDING_LIMITS.backoffMilliseconds * 2 ** (attempt - 1)
  const isLast = attempt >= SENDING_LIMITS.attempts || waitMs > SENDING_LIMITS.waitMaxMilliseconds
  return isLast ? undefined : waitMs
}

function interrupted({ idempotencyKey }: Submission): SendError {
  return new SendError(
    'failed',
    `interrupted; the notification may have been accepted: repeat with the Idempotency-Key ${idempotencyKey} to send it at most once`,
  )
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
