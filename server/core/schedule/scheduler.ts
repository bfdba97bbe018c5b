import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { SubmissionQueue } from '../notifications/submission-queue.ts'
import type { AppendRequest } from '../store.ts'
import type { DueNotification, ScheduleStore } from './schedule-store.ts'

const LEASE = 'schedule'

type Parts = {
  schedule: ScheduleStore
  submissions: Pick<SubmissionQueue, 'submit'>
  clock: Clock
  /** This node, if others use the same database: then one node at a time moves what is due, under a lease. */
  holder: string | undefined
}

/**
 * Moves scheduled notifications into the log at their time, never before it. Each is moved once, because the transaction
 * that appends it also removes it from the schedule; the lease only keeps nodes from doing the same work.
 */
export class Scheduler {
  readonly #parts: Parts
  /** The earliest time known; `undefined` until the database is asked. */
  #nextAt: number | undefined
  /** The earliest time scheduled here since the database was last asked. */
  #scheduledAt = Number.POSITIVE_INFINITY
  #cancelTimer = () => {}
  #run: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Called when this node has scheduled a notification, so that it is awake at the exact time. */
  expect(deliverAt: number): void {
    this.#scheduledAt = Math.min(this.#scheduledAt, deliverAt)
    if (this.#nextAt === undefined || deliverAt >= this.#nextAt) return
    this.#nextAt = deliverAt
    this.#wait()
  }

  /** Begins to move what is due. Returns a function that stops it. */
  start(onError: (error: unknown) => void): () => void {
    let isStopped = false
    let isRunning = false
    const run = async () => {
      if (isRunning) return
      isRunning = true
      try {
        await this.#moveDue(() => isStopped)
      } catch (error) {
        // A move that is cut short by the stop is no error.
        if (!isStopped) onError(error)
        this.#nextAt = undefined
      } finally {
        isRunning = false
      }
      this.#wait()
    }
    this.#run = () => void run()
    this.#cancelTimer = this.#parts.clock.after(0, this.#run)
    return () => {
      isStopped = true
      this.#run = undefined
      this.#cancelTimer()
    }
  }

  /** Sets the timer to the next time, or to the next look into the database. */
  #wait(): void {
    const run = this.#run
    if (run === undefined) return
    this.#cancelTimer()
    const { clock } = this.#parts
    const left = (this.#nextAt ?? Number.POSITIVE_INFINITY) - clock.now()
    // At least one millisecond, because a timer may end slightly early.
    this.#cancelTimer = clock.after(Math.min(LIMITS.schedulePollMilliseconds, Math.max(1, left)), run)
  }

  async #moveDue(isStopped: () => boolean): Promise<void> {
    const { clock, holder } = this.#parts
    // Another node may have scheduled something earlier.
    if (holder !== undefined || this.#nextAt === undefined) await this.#lookUp()
    if (isStopped() || (this.#nextAt ?? 0) > clock.now()) return
    let isMore = true
    while (isMore && !isStopped()) {
      if (!(await this.#hold())) {
        this.#nextAt = clock.now() + LIMITS.scheduleLeaseMilliseconds / 2
        return
      }
      isMore = await this.#moveStep()
    }
    if (holder !== undefined) await this.#parts.schedule.leaveLease({ name: LEASE, holder })
    await this.#lookUp()
  }

  /** Takes or prolongs the lease. Returns false while another node has it. */
  async #hold(): Promise<boolean> {
    const { schedule, clock, holder } = this.#parts
    if (holder === undefined) return true
    const at = clock.now()
    return schedule.takeLease({ name: LEASE, holder, at, endsAt: at + LIMITS.scheduleLeaseMilliseconds })
  }

  async #lookUp(): Promise<void> {
    // The answer may miss a notification that this node schedules meanwhile.
    this.#scheduledAt = Number.POSITIVE_INFINITY
    const found = await this.#parts.schedule.findNextTime()
    this.#nextAt = Math.min(found ?? Number.POSITIVE_INFINITY, this.#scheduledAt)
  }

  /** Returns whether more may be due. */
  async #moveStep(): Promise<boolean> {
    const { schedule, clock } = this.#parts
    const due = await schedule.listDue({ now: clock.now(), rows: LIMITS.scheduledPerStep })
    await this.#append(due)
    return due.length === LIMITS.scheduledPerStep
  }

  /** Waits for all of them. Those that the queue refused stay in the schedule for the next attempt. */
  async #append(due: readonly DueNotification[]): Promise<void> {
    const acceptedAt = this.#parts.clock.now()
    const moves = due.map((one) => this.#parts.submissions.submit(requestOf(one, acceptedAt)))
    for (const move of await Promise.allSettled(moves)) if (move.status === 'rejected') throw move.reason
  }
}

function requestOf(
  { serverApplicationId, ...notification }: DueNotification,
  acceptedAt: number,
): AppendRequest {
  return { serverApplicationId, acceptedAt, notifications: [notification], isDue: true }
}
