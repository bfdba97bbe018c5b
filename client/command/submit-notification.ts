import { setTimeout as delay } from 'node:timers/promises'
import type { NotificationRes } from '../../protocol/notification.ts'
import { notificationErrorSchema, notificationResSchema } from '../../protocol/notification.ts'
import { CommandFailure } from './command-failure.ts'
import { SUBMISSION_LIMITS } from './submission-limits.ts'

export type Submission = {
  serverUrl: string
  key: string
  idempotencyKey: string
  /** A `notificationReq`. */
  body: object
  signal: AbortSignal
  /** Told before each further try. */
  onRetry: (retry: { reason: string; waitMs: number }) => Promise<void>
}

type Attempt = { accepted: NotificationRes } | { failure: CommandFailure; retryAfterMs: number | undefined }

/**
 * Sends one notification (AOI-3), again with the same Idempotency-Key while the server is busy or the connection
 * breaks, so that it is accepted once at most. Rejects with `CommandFailure`.
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
    const response = await fetch(`${submission.serverUrl}/api/v1/notifications`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${submission.key}`,
        'idempotency-key': submission.idempotencyKey,
      },
      body: JSON.stringify(submission.body),
      redirect: 'error',
      signal: AbortSignal.any([submission.signal, timeout]),
    })
    return readAnswer(response, await response.text())
  } catch (error) {
    if (submission.signal.aborted) throw interrupted(submission)
    return noAnswer(submission, error)
  }
}

function readAnswer(response: Response, text: string): Attempt {
  const accepted = notificationResSchema.safeParse(parseJson(text))
  if (response.status === 201 && accepted.success) return { accepted: accepted.data }
  const refused = notificationErrorSchema.safeParse(parseJson(text))
  const code = String(response.status)
  const desc = refused.success
    ? refused.data.desc
    : `${response.url} answered ${code}, not as an AOI Server does: is --server right?`
  const isBusy = refused.success ? ['409', '429', '503'].includes(code) : code === '503' || code === '429'
  return {
    failure: new CommandFailure(isBusy ? 'unreachable' : 'refused', `${code}: ${desc}`, code),
    retryAfterMs: isBusy ? retryAfterMs(response) : Number.POSITIVE_INFINITY,
  }
}

function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : undefined
}

/** Codes of a connection that broke: the same again may well work. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'TimeoutError'])
/** Codes of a server that is not there: trying again at once is of no use. */
const NOT_THERE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function noAnswer(submission: Submission, error: unknown): Attempt {
  const why = describeFetchError(error)
  const isBroken = BROKEN.has(why)
  return {
    failure: new CommandFailure(
      isBroken || NOT_THERE.has(why) ? 'unreachable' : 'failed',
      `no answer from ${submission.serverUrl} (${why}): is the AOI Server running there?`,
    ),
    retryAfterMs: isBroken ? undefined : Number.POSITIVE_INFINITY,
  }
}

/** The code of what `fetch` rejected with, or its name or message where it has none. */
function describeFetchError(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return cause.name === 'TimeoutError' ? cause.name : cause.message
}

/** How long to wait before the next try; `undefined` when there is to be none. Milliseconds. */
function findWaitMs(outcome: { retryAfterMs: number | undefined }, attempt: number): number | undefined {
  const waitMs = outcome.retryAfterMs ?? SUBMISSION_LIMITS.backoffMilliseconds * 2 ** (attempt - 1)
  const isLast = attempt >= SUBMISSION_LIMITS.attempts || waitMs > SUBMISSION_LIMITS.waitMaxMilliseconds
  return isLast ? undefined : waitMs
}

function interrupted(submission: Submission): CommandFailure {
  return new CommandFailure(
    'failed',
    `interrupted, so it is not known whether it was accepted: --idempotency-key ${submission.idempotencyKey} sends it once at most`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
