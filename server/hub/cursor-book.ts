import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import { splitRuns } from '../core/delivery/gap-runs.ts'
import { isAoiError } from '../core/errors.ts'
import type { Failpoint } from '../core/failpoint.ts'
import type { CursorMove, RefusedMove, Store } from '../core/store.ts'

const RETRY_MILLISECONDS = 500
/** Writing takes a tenth of the time at most: a flush that took long is followed by a pause of nine times that. */
const PAUSE_PER_FLUSH = 9
/** And it is for so many cursors a second, as long as none waits longer than may be for it. */
const PAUSE_MILLISECONDS_PER_CURSOR = 0.5

/** Changed in place: there is one for each cursor that moves, ten times a second. */
type Pending = { -readonly [Key in keyof CursorMove]: CursorMove[Key] }

type Parts = {
  store: Pick<Store, 'moveCursors'>
  clock: Clock
  failpoint?: Failpoint | undefined
  /** Moves that are durable now. */
  onMoved: (moves: readonly CursorMove[]) => void
  /** Moves that are not made: of a session that a newer one has displaced, or from where the cursor is not. */
  onRefused: (refused: readonly RefusedMove[]) => void
  /** An error that concerns one cursor alone, or none. */
  onError: (error: unknown) => void
}

/**
 * Collects what was acknowledged and writes it together: all cursors that moved in 50 ms, or in up to half a second where
 * they are many or the database takes long for them, since a cursor that moved ten times costs as much as one that moved
 * once. What a crash loses here, the AOI Clients tell again by their own cursors.
 */
export class CursorBook {
  readonly #parts: Parts
  #pending = new Map<number, Pending>()
  #written: Promise<unknown> = Promise.resolve()
  /** The writing that has yet to begin, which whatever is moved until then goes with. */
  #next: Promise<boolean> | undefined
  #isWriting = false
  #timed = false
  #pauseMilliseconds: number = LIMITS.cursorFlushMilliseconds

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Cursors that wait to be written. */
  get length(): number {
    return this.#pending.size
  }

  /** All that was moved is in the database. */
  get isWritten(): boolean {
    return this.#pending.size === 0 && !this.#isWriting
  }

  move(move: CursorMove): void {
    put(this.#pending, move)
    this.#schedule(this.#pauseMilliseconds)
  }

  /** Drops what waits to be written: it was acknowledged of another incarnation of the database. */
  forget(): void {
    this.#pending.clear()
  }

  /**
   * True when every move made before the call is in the database; false when the database was busy, and it is tried again.
   * Whoever calls while something is written waits with all others for one writing more: very many may come at once.
   */
  flush(): Promise<boolean> {
    this.#next ??= this.#writeNext()
    return this.#next
  }

  #writeNext(): Promise<boolean> {
    const written = this.#written.then(() => {
      this.#next = undefined
      return this.#write()
    })
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

  async #write(): Promise<boolean> {
    if (this.#pending.size === 0) return true
    const moves = this.#pending
    const count = moves.size
    this.#pending = new Map()
    this.#parts.failpoint?.('cursors.acked')
    const startedAt = this.#parts.clock.monotonic()
    this.#isWriting = true
    try {
      while (moves.size > 0) await this.#writeFirst(moves)
      this.#pauseMilliseconds = pauseAfter({ count, milliseconds: this.#parts.clock.monotonic() - startedAt })
      return true
    } catch (error) {
      if (!isAoiError(error)) throw error
      this.#putBack(moves)
      this.#schedule(RETRY_MILLISECONDS)
      return false
    } finally {
      this.#isWriting = false
    }
  }

  /** Moves as many as one transaction may have, which are gone from `moves` then: it stops everything else for as long. */
  async #writeFirst(moves: Map<number, Pending>): Promise<void> {
    const written = [...take(moves.values(), LIMITS.cursorsPerFlush)]
    const refused = await this.#store(written)
    for (const { registrationId } of written) moves.delete(registrationId)
    const unmoved = new Set(refused.map(({ move }) => move))
    this.#parts.onMoved(refused.length === 0 ? written : written.filter((move) => !unmoved.has(move)))
    const over = refused.filter((each) => !this.#goOn(each))
    if (over.length > 0) this.#parts.onRefused(over)
  }

  /**
   * The cursor may be further than a session believes: the last acknowledgement of the session before it was written
   * while this one began. The move goes on from there.
   */
  #goOn({ move, reason, ackedSeq }: RefusedMove): boolean {
    if (reason !== 'elsewhere' || ackedSeq === undefined || ackedSeq <= move.fromSeq) return false
    const { registrationId } = move
    const later = this.#pending.get(registrationId)
    if (move.toSeq > ackedSeq) {
      const gaps = splitRuns(move.gaps, ackedSeq).after
      this.#pending.set(registrationId, { ...move, fromSeq: ackedSeq, gaps })
      if (later !== undefined) put(this.#pending, later)
      this.#schedule(this.#pauseMilliseconds)
    }
    return true
  }

  /** Returns the moves that were refused. When the database refuses a batch, each move is tried alone: one may be at fault. */
  async #store(moves: readonly Pending[]): Promise<readonly RefusedMove[]> {
    try {
      return await this.#parts.store.moveCursors(moves)
    } catch (error) {
      if (isAoiError(error)) throw error
      const [only, ...others] = moves
      if (only === undefined || others.length === 0) {
        this.#parts.onError(error)
        return only === undefined ? [] : [{ move: only, reason: 'elsewhere' }]
      }
      const refused: RefusedMove[] = []
      for (const move of moves) refused.push(...(await this.#store([move])))
      return refused
    }
  }

  #putBack(moves: Map<number, Pending>): void {
    const later = this.#pending
    this.#pending = moves
    for (const move of later.values()) put(moves, move)
  }
}

function* take<Item>(items: Iterable<Item>, most: number): Generator<Item> {
  let taken = 0
  for (const item of items) {
    yield item
    taken += 1
    if (taken === most) return
  }
}

function pauseAfter({ count, milliseconds }: { count: number; milliseconds: number }): number {
  const { cursorFlushMilliseconds, cursorFlushMillisecondsMax } = LIMITS
  const pause = Math.max(
    cursorFlushMilliseconds,
    milliseconds * PAUSE_PER_FLUSH,
    count * PAUSE_MILLISECONDS_PER_CURSOR,
  )
  return Math.min(cursorFlushMillisecondsMax, pause)
}

/**
 * One move of two. The later one begins where the earlier ended, or before it, when a session began while the database
 * was too busy to be told of the earlier: what that one acknowledged stays so.
 */
function put(
  pending: Map<number, Pending>,
  { registrationId, tokenId, sessionNumber, fromSeq, toSeq, gaps, at }: CursorMove,
): void {
  const move = pending.get(registrationId)
  if (move === undefined) {
    pending.set(registrationId, { registrationId, tokenId, sessionNumber, fromSeq, toSeq, gaps, at })
    return
  }
  // The newer session answers for what the one before it acknowledged here.
  move.sessionNumber = Math.max(move.sessionNumber, sessionNumber)
  if (toSeq <= move.toSeq) return
  if (gaps.length > 0) move.gaps = [...move.gaps, ...splitRuns(gaps, move.toSeq).after]
  move.toSeq = toSeq
  move.at = at
}
