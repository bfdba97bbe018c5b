import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import { AoiError, isAoiError } from '../errors.ts'
import type { Failpoint } from '../failpoint.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { overKeyQuota } from '../limits/over-key-quota.ts'
import { overQuota } from '../limits/over-quota.ts'
import { type GiveBack, Shares } from '../limits/shares.ts'
import type { AppendOutcome, AppendRequest, LogEntry, Store } from '../store.ts'
import { CountsByName } from '../tally/counts-by-name.ts'
import { POWERS_OF_TWO, ValueBuckets } from '../tally/value-buckets.ts'
import type { SubmissionSpans } from '../tracing.ts'
import { CoreFailure, type OnUnexpected } from '../unexpected.ts'
import { WEB_PUSH_SENDER } from '../web-push/sender-id.ts'

/** The outcome of a submission that was not refused as a whole. */
export type SubmissionOutcome = Exclude<BatchOutcome, { kind: 'refused' }>
/** The outcome of a submission that is stored whole or not at all. */
export type BatchOutcome = Exclude<AppendOutcome, { kind: 'overQuota' | 'overKeyQuota' }>

/** The doors by which submissions come. */
export type SubmissionDoor = 'json' | 'webPush' | 'matrix' | 'hook'

type Submission = {
  giveBack: GiveBack
  request: AppendRequest
  spans: SubmissionSpans | undefined
  resolve: (outcome: BatchOutcome) => void
  reject: (error: unknown) => void
}

type Parts = {
  store: Pick<Store, 'append'>
  announce: (announcement: Announcement) => void
  failpoint?: Failpoint | undefined
  onUnexpected: OnUnexpected
  limitWatch?: LimitWatch | undefined
}

/**
 * Group commit (R1): submissions that arrive during a transaction share the next one. A lone submission does not wait.
 * A promise settles after the commit of its submission.
 */
export class SubmissionQueue {
  /** Answers to submissions, as `<door> <status>`. The doors count them, also those that never came to this queue. */
  readonly answers = new CountsByName()
  /** Submissions of each commit. */
  readonly groupSizes = new ValueBuckets(POWERS_OF_TWO)
  readonly #parts: Parts
  readonly #waiting: Submission[] = []
  readonly #shares: Shares
  readonly #keysInFlight = new Set<string>()
  #running: Promise<void> | undefined
  #draining = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#shares = new Shares({
      limit: 'submissionsQueuedPerParty',
      places: LIMITS.submissionsQueued,
      share: LIMITS.submissionsQueuedPerParty,
      desc: 'too many submissions are waiting',
      ...{ retryAfter: 1, watch: parts.limitWatch },
    })
  }

  /** Counts the answer of a door to a submission, by its HTTP status. */
  answered(door: SubmissionDoor, status: number): void {
    this.answers.add(`${door} ${status}`)
  }

  /** Submissions that were refused, at any door. */
  get refused(): number {
    let refused = 0
    for (const [name, answers] of this.answers) if (/ [45]\d\d$/.test(name)) refused += answers
    return refused
  }

  /** Submissions that wait for their transaction. */
  get length(): number {
    return this.#waiting.length
  }

  /**
   * Throws `unavailable` (queue full, draining, database), `inFlight` (the same idempotency key) and `tooMany` (quota
   * of a Server Application).
   */
  async submit(request: AppendRequest, spans?: SubmissionSpans): Promise<SubmissionOutcome> {
    const outcome = await this.submitBatch(request, spans)
    if (outcome.kind === 'refused') throw new Error('only a batch is refused as a whole')
    return outcome
  }

  /** The same for a request that may be `isWhole`. */
  async submitBatch(request: AppendRequest, spans?: SubmissionSpans): Promise<BatchOutcome> {
    spans?.submits(request.notifications)
    if (this.#draining) throw new AoiError('unavailable', 'the server is draining', 5)
    const key = keyOf(request)
    if (key !== undefined && this.#keysInFlight.has(key)) {
      throw new AoiError('inFlight', 'Idempotency-Key: a request with the same key is in flight', 1)
    }
    const giveBack = this.#shares.take(partiesOf(request))
    if (key !== undefined) this.#keysInFlight.add(key)
    try {
      return await new Promise<BatchOutcome>((resolve, reject) => {
        this.#waiting.push({ request, spans, giveBack, resolve, reject })
        this.#running ??= this.#run()
      })
    } finally {
      if (key !== undefined) this.#keysInFlight.delete(key)
    }
  }

  /** Takes no more submissions. Settles when all taken ones have an answer. */
  async drain(): Promise<void> {
    this.#draining = true
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const submissions = this.#waiting.splice(0, LIMITS.submissionsPerCommit)
      for (const { giveBack } of submissions) giveBack()
      await this.#commit(submissions)
    }
    this.#running = undefined
  }

  async #commit(submissions: Submission[]): Promise<void> {
    for (const { spans } of submissions) spans?.commitBegins(submissions.length)
    const outcomes = await this.#append(submissions)
    for (const { spans } of submissions) spans?.commitEnds()
    // Outside the retried part: the submissions are stored now and must not be stored twice.
    if (outcomes === undefined) return
    this.groupSizes.add(submissions.length)
    try {
      await this.#answer(submissions, outcomes)
    } catch (error) {
      // Affects only submissions without an answer.
      for (const submission of submissions) submission.reject(error)
      this.#parts.onUnexpected(error, { kind: 'step', name: 'group commit' })
    }
  }

  /** Returns `undefined` if nothing could be stored; then each submission has its answer. */
  async #append(submissions: Submission[]): Promise<AppendOutcome[] | undefined> {
    try {
      return await this.#parts.store.append(submissions.map((submission) => submission.request))
    } catch (error) {
      if (submissions.length > 1 && !isAoiError(error)) {
        // One refused request must not fail its neighbours. Nothing was stored, so each is tried alone.
        for (const submission of submissions) await this.#commit([submission])
      } else {
        for (const submission of submissions) submission.reject(error)
      }
      return undefined
    }
  }

  async #answer(submissions: Submission[], outcomes: AppendOutcome[]): Promise<void> {
    const entries: LogEntry[] = []
    const recipients: number[] = []
    const senders: string[] = []
    for (const [index, submission] of submissions.entries()) {
      const outcome = outcomes[index]
      if (outcome === undefined)
        throw new CoreFailure('brokenInvariant', 'the store answered fewer outcomes than requests')
      if (outcome.kind === 'appended') {
        entries.push(...outcome.entries)
        recipients.push(...recipientsOf(outcome))
        for (const _ of outcome.entries) senders.push(submission.request.serverApplicationId)
      }
      const { limitWatch } = this.#parts
      if (outcome.kind === 'overQuota') submission.reject(overQuota(outcome, limitWatch))
      else if (outcome.kind === 'overKeyQuota')
        submission.reject(overKeyQuota(submission.request, limitWatch))
      else submission.resolve(outcome)
    }
    if (this.#parts.failpoint !== undefined) await this.#parts.failpoint('submission.answered')
    if (entries.length > 0)
      this.#parts.announce({ kind: 'appended', entries, recipients, senders, ...this.#whatFollows() })
  }

  #whatFollows(): { moreFor?: ReadonlySet<string> } {
    if (this.#waiting.length === 0) return {}
    const notifications = this.#waiting.flatMap(({ request }) => request.notifications)
    return { moreFor: new Set(notifications.map(({ clientAppToken }) => clientAppToken)) }
  }
}

/**
 * An API key stands for its Server Application. Other senders count by address too, and senders without a key only by
 * it.
 */
function partiesOf({ serverApplicationId, address }: AppendRequest): string[] {
  const sender = serverApplicationId === WEB_PUSH_SENDER ? [] : [`sender ${serverApplicationId}`]
  return address === undefined ? sender : [...sender, `address ${address}`]
}

/** Returns the number of recipients of each entry. */
function recipientsOf({ results, entries }: Extract<AppendOutcome, { kind: 'appended' }>): number[] {
  const byId = new Map<string, number>()
  for (const result of results)
    if (result.outcome === 'accepted') byId.set(result.notificationId, result.recipients)
  return entries.map(({ id }) => byId.get(id) ?? 0)
}

function keyOf(request: AppendRequest): string | undefined {
  return request.idempotency && `${request.serverApplicationId}\n${request.idempotency.key}`
}
