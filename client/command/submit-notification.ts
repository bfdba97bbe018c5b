import { setTimeout as delay } from 'node:timers/promises'
import type { NotificationRes } from '../../protocol/notification.ts'
import { notificationErrorSchema, notificationResSchema } from '../../protocol/notification.ts'
import type { HttpAnswer } from '../http/http-call.ts'
import { callHttpInNode } from '../http/http-call-node.ts'
import { retryAfterMs } from '../session/session-end.ts'
import { tolerant } from '../tolerant.ts'
import { CommandFailure } from './command-failure.ts'
import { SUBMISSION_LIMITS } from './submission-limits.ts'

export type Submission = {
  serverUrl: string
  key: string
  idempotencyKey: string
  /** A `notificationReq`, as JSON. */
  body: string
  signal: AbortSignal
  /** Called before each further attempt. */
  onRetry: (retry: { reason: string; waitMs: number }) => Promise<void>
}

type Attempt = { accepted: NotificationRes } | { failure: CommandFailure; retryAfterMs: number | undefined }

/**
 * Sends one notification (AOI-3). Repeats the request with the same Idempotency-Key while the server is busy or the
 * connection breaks, so that the server accepts it at most once. Rejects with `CommandFailure`.
 */
export async function submitNotification(submission: Submission): Promise<NotificationRes> {
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
  const timeout = AbortSignal.timeout(SUBMISSION_LIMITS.answerMilliseconds)
  try {
    const url = new URL('/api/v1/notifications', submission.serverUrl)
    const answer = await callHttpInNode({
      url,
      method: 'POST',
      body: submission.body,
      options: {
        extraHeaders: {
          authorization: `Bearer ${submission.key}`,
          'idempotency-key': submission.idempotencyKey,
        },
      },
      answerBytes: SUBMISSION_LIMITS.answerBytes,
      signal: AbortSignal.any([submission.signal, timeout]),
    })
    return readAnswer(url, answer)
  } catch (error) {
    if (submission.signal.aborted) throw interrupted(submission)
    return noAnswer(submission, error)
  }
}

function readAnswer(url: URL, { status, text, retryAfterSeconds }: HttpAnswer): Attempt {
  const accepted = ACCEPTED.safeParse(parseJson(text))
  if (status === 201 && accepted.success) return { accepted: accepted.data }
  const refused = REFUSED.safeParse(parseJson(text))
  const code = String(status)
  const desc = refused.success
    ? refused.data.desc
    : `${url.href} answered ${code} and is not an AOI Server: check --server`
  const isBusy = isPassing(status, refused.success)
  return {
    failure: new CommandFailure(isBusy ? 'unreachable' : 'refused', `${code}: ${desc}`, code),
    retryAfterMs: isBusy ? retryAfterMs(retryAfterSeconds) : Number.POSITIVE_INFINITY,
  }
}

/** The Idempotency-Key makes every repetition safe, so each failure of the server or of a proxy is retried. */
function isPassing(status: number, isOfServer: boolean): boolean {
  return status >= 500 || status === 429 || (isOfServer && status === 409)
}

const ACCEPTED = tolerant(notificationResSchema)
const REFUSED = tolerant(notificationErrorSchema)

/** Error codes of a broken connection: a retry may succeed. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'TimeoutError'])
/** Error codes of an unreachable server: an immediate retry does not help. */
const NOT_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'])

function noAnswer(submission: Submission, error: unknown): Attempt {
  const why = describeFetchError(error)
  const isBroken = BROKEN.has(why)
  return {
    failure: new CommandFailure(
      isBroken || NOT_THERE.has(why) ? 'unreachable' : 'failed',
      `no answer from ${submission.serverUrl} (${why}): check that the AOI Server is running there`,
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
  const waitMs = outcome.retryAfterMs ?? SUBMISSION_LIMITS.backoffMilliseconds * 2 ** (attempt - 1)
  const isLast = attempt >= SUBMISSION_LIMITS.attempts || waitMs > SUBMISSION_LIMITS.waitMaxMilliseconds
  return isLast ? undefined : waitMs
}

function interrupted(submission: Submission): CommandFailure {
  return new CommandFailure(
    'failed',
    `interrupted; the notification may have been accepted: repeat with --idempotency-key ${submission.idempotencyKey} to send it at most once`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
