import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import { splitRuns } from '../core/delivery/gap-runs.ts'
import { isAoiError } from '../core/errors.ts'
import type { Failpoint } from '../core/failpoint.ts'
import type { CursorMove, Store } from '../core/store.ts'

const RETRY_MILLISECONDS = 500
/** Writing takes a tenth of the time at most: a flush that took long is followed by a pause of nine times that. */
const PAUSE_PER_FLUSH = 9

type Parts = {
  store: Pick<Store, 'moveCursors'>
  clock: Clock
  failpoint?: Failpoint | undefined
  /** Moves that are durable now. */
  onMoved: (moves: readonly CursorMove[]) => void
  /** The registrations whose cursor in the database is not where this hub thought it was. */
  onLost: (registrationIds: number[]) => void
  onError: (error: unknown) => void
}

/**
 * Collects what was acknowledged and writes it in batches: one transaction for all cursors that moved in 50 ms, or in
 * more where the database takes long for them, since a cursor that moved ten times costs as much as one that moved once.
 * What a crash loses here, the AOI Clients tell again by their own cursors.
 */
export class CursorBook {
  readonly #parts: Parts
  #pending = new Map<number, CursorMove>()
  #written: Promise<void> = Promise.resolve()
  #timed = false
  #pauseMilliseconds: number = LIMITS.cursorFlushMilliseconds

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Cursors that wait to be written. */
  get length(): number {
    return this.#pending.size
  }

  move(move: CursorMove): void {
    const before = this.#pending.get(move.registrationId)
    this.#pending.set(move.registrationId, before === undefined ? move : join(before, move))
    this.#schedule(this.#pauseMilliseconds)
  }

  /** Settles when every move made before the call is in the database, or the database was busy (then it is tried again). */
  flush(): Promise<void> {
    const written = this.#written.then(() => this.#write())
    this.#written = written.catch(() => undefined)
    return written
  }

  #schedule(milliseconds: number): void {
    if (this.#timed) return
    this.#timed = true
    this.#parts.clock.after(milliseconds, () => {
      this.#timed = false
      this.flush().catch(this.#parts.onError)
    })
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return
    const moves = this.#pending
    this.#pending = new Map()
    this.#parts.failpoint?.('cursors.acked')
    const startedAt = this.#parts.clock.monotonic()
    try {
      const written = [...moves.values()]
      const lost = await this.#parts.store.moveCursors(written)
      this.#pauseMilliseconds = pauseAfter(this.#parts.clock.monotonic() - startedAt)
      const isLost = new Set(lost)
      this.#parts.onMoved(
        lost.length === 0 ? written : written.filter(({ registrationId }) => !isLost.has(registrationId)),
      )
      if (lost.length > 0) this.#parts.onLost(lost)
    } catch (error) {
      if (!isAoiError(error)) throw error
      this.#putBack(moves)
      this.#schedule(RETRY_MILLISECONDS)
    }
  }

  #putBack(moves: Map<number, CursorMove>): void {
    const later = this.#pending
    this.#pending = moves
    for (const [registrationId, move] of later) {
      const before = moves.get(registrationId)
      moves.set(registrationId, before === undefined ? move : join(before, move))
    }
  }
}

function pauseAfter(milliseconds: number): number {
  const { cursorFlushMilliseconds, cursorFlushMillisecondsMax } = LIMITS
  const pause = Math.max(cursorFlushMilliseconds, milliseconds * PAUSE_PER_FLUSH)
  return Math.min(cursorFlushMillisecondsMax, pause)
}

/**
 * One move of two. The later one begins where the earlier ended, or before it, when a session began while the database
 * was too busy to be told of the earlier: what that one acknowledged stays so.
 */
function join(before: CursorMove, after: CursorMove): CursorMove {
  if (after.toSeq <= before.toSeq) return before
  const gaps = splitRuns(after.gaps, before.toSeq).after
  return { ...after, fromSeq: before.fromSeq, gaps: [...before.gaps, ...gaps] }
}
