import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { isAoiError } from '../errors.ts'
import type { CursorMove, NotificationRow, Progress, Store } from '../store.ts'

/** Members still acknowledge a notification with TTL 0 shortly after its end. */
const LAST_ACK_MILLISECONDS = 3000

/** Announcements after which fewer members of a token may be pending. */
const ENDINGS: ReadonlySet<Announcement['kind']> = new Set(['cancelled', 'deregistered', 'revoked'])

type Watched = Pick<NotificationRow, 'id' | 'tokenId' | 'seq' | 'acked'>
type Waiter = { rows: readonly Watched[]; wake: () => void }
type Parts = { store: Pick<Store, 'readProgress'>; clock: Clock; onError: (error: unknown) => void }

/**
 * Wakes requests that wait for the outcome of notifications. An announcement wakes them at once. The ack may come to
 * another node, or its announcement may be lost (R2). So one statement a second also reads how far all awaited
 * notifications have got, while any request waits.
 */
export class OutcomeWatch {
  readonly #parts: Parts
  readonly #waiters = new Set<Waiter>()
  #isPolling = false
  #ended = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** True once the server drains: nothing waits any more. */
  get ended(): boolean {
    return this.#ended
  }

  /**
   * Waits until the outcome of one of the rows may have changed since it was read, at most `milliseconds`. Ends early
   * if `signal` aborts or the server drains.
   */
  sleep(
    rows: readonly Watched[],
    { milliseconds, signal }: { milliseconds: number; signal: AbortSignal },
  ): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        this.#waiters.delete(waiter)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const cancel = this.#parts.clock.after(milliseconds, wake)
      const waiter = { rows, wake }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', wake)
      if (this.#ended || signal.aborted) wake()
      else this.#pollLater()
    })
  }

  /** Wakes the requests that an announcement concerns. */
  readonly onAnnouncement = (announcement: Announcement): void => {
    if (this.#waiters.size === 0) return
    for (const { rows, wake } of [...this.#waiters])
      if (rows.some((row) => concerns(announcement, row))) wake()
  }

  /** Wakes all: the server drains. */
  end(): void {
    this.#ended = true
    for (const { wake } of [...this.#waiters]) wake()
  }

  #pollLater(): void {
    if (this.#isPolling || this.#waiters.size === 0) return
    this.#isPolling = true
    this.#parts.clock.after(LIMITS.outcomePollMilliseconds, () => {
      this.#poll()
        .catch((error: unknown) => {
          // While the database is lost, requests wait on.
          if (!isAoiError(error)) this.#parts.onError(error)
        })
        .finally(() => {
          this.#isPolling = false
          this.#pollLater()
        })
    })
  }

  async #poll(): Promise<void> {
    const ids = new Set([...this.#waiters].flatMap(({ rows }) => rows.map(({ id }) => id)))
    if (ids.size === 0) return
    const progress = new Map((await this.#parts.store.readProgress([...ids])).map((each) => [each.id, each]))
    for (const { rows, wake } of [...this.#waiters])
      if (rows.some((row) => hasMoved(row, progress.get(row.id)))) wake()
  }
}

/** A row that is gone has moved as well: housekeeping removed it. */
function hasMoved({ acked }: Watched, progress: Progress | undefined): boolean {
  return progress === undefined || progress.isEnded || progress.acked !== acked
}

/** True if no further member will acknowledge the notification. */
export function isOver(row: NotificationRow, now: number): boolean {
  return row.pending === 0 && now >= lastAckAt(row)
}

/** Milliseconds until time alone may end the notification. */
export function untilItMayEnd(row: NotificationRow, now: number): number {
  return Math.max(1, Math.max(row.expiresAt, lastAckAt(row)) - now)
}

/** With TTL 0 the counts end at once, but members that were sent it may still acknowledge. */
function lastAckAt({ acceptedAt, expiresAt, recipients }: NotificationRow): number {
  return recipients > 0 && expiresAt === acceptedAt ? expiresAt + LAST_ACK_MILLISECONDS : 0
}

function concerns(announcement: Announcement, { tokenId, seq }: Watched): boolean {
  if (announcement.kind === 'acked') {
    return announcement.moves.some((move) => move.tokenId === tokenId && covers(move, seq))
  }
  if (announcement.kind === 'appended')
    return announcement.entries.some((entry) => entry.tokenId === tokenId && entry.topic !== undefined)
  return 'tokenId' in announcement && ENDINGS.has(announcement.kind) && announcement.tokenId === tokenId
}

function covers({ fromSeq, toSeq, gaps }: CursorMove, seq: number): boolean {
  return seq > fromSeq && seq <= toSeq && !gaps.some(([from, to]) => seq >= from && seq <= to)
}
