import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import { splitRuns } from '../core/delivery/gap-runs.ts'
import { isAoiError } from '../core/errors.ts'
import type { Failpoint } from '../core/failpoint.ts'
import type { CursorMove, RefusedMove, Store } from '../core/store.ts'

const RETRY_MILLISECONDS = 500
/** The pause after a flush is nine times as long as the flush, so that writing takes at most a tenth of the time. */
const PAUSE_PER_FLUSH = 9
/** The pause also grows with the number of cursors in the flush, up to the longest pause that a cursor may wait. */
const PAUSE_MILLISECONDS_PER_CURSOR = 0.5

/** Changed in place, because there are many: one for each moving cursor, ten times a second. */
type PendingMove = { -readonly [Key in keyof CursorMove]: CursorMove[Key] }

type Parts = {
  store: Pick<Store, 'moveCursors'>
  clock: Clock
  failpoint?: Failpoint | undefined
  /** Called with moves that are now durable. */
  onMoved: (moves: readonly CursorMove[]) => void
  /**
   * Called with moves that the database refused: a newer session exists, or the cursor is not where the move begins.
   */
  onRefused: (refused: readonly RefusedMove[]) => void
  /** Called with an error that concerns at most one cursor. */
  onError: (error: unknown) => void
}

/**
 * Buffers cursor moves and flushes them together, every 50 ms. The pause grows up to half a second when there are many
 * cursors or the database is slow: ten moves of one cursor cost as much as one. A crash may lose buffered moves; the
 * AOI Clients report their cursors again when they reconnect.
 */
export class CursorFlusher {
  readonly #parts: Parts
  #pending = new Map<number, PendingMove>()
  #written: Promise<unknown> = Promise.resolve()
  /** The next flush, if it has not begun yet. It includes every move that is buffered until it begins. */
  #next: Promise<boolean> | undefined
  #isWriting = false
  #timed = false
  #pauseMilliseconds: number = LIMITS.cursorFlushMilliseconds

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Number of cursors that wait for the next flush. */
  get length(): number {
    return this.#pending.size
  }

  /** True if the database has every move. */
  get isWritten(): boolean {
    return this.#pending.size === 0 && !this.#isWriting
  }

  move(move: CursorMove): void {
    put(this.#pending, move)
    this.#schedule(this.#pauseMilliseconds)
  }

  /** Drops the buffered moves: they belong to another epoch of the database. */
  forget(): void {
    this.#pending.clear()
  }

  /**
   * Resolves to true when the database has every move that was buffered before the call. Resolves to false if the
   * database is busy; the flusher then retries. Callers during a flush all share the next one, since very many may call
   * at once.
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

  /**
   * Writes and removes from `moves` as many moves as one transaction may have: a transaction blocks all other writes.
   */
  async #writeFirst(moves: Map<number, PendingMove>): Promise<void> {
    const written = [...take(moves.values(), LIMITS.cursorsPerFlush)]
    const refused = await this.#store(written)
    for (const { registrationId } of written) moves.delete(registrationId)
    const unmoved = new Set(refused.map(({ move }) => move))
    this.#parts.onMoved(refused.length === 0 ? written : written.filter((move) => !unmoved.has(move)))
    const over = refused.filter((each) => !this.#goOn(each))
    if (over.length > 0) this.#parts.onRefused(over)
  }

  /**
   * The cursor may be ahead of the session: the last acknowledgement of the previous session was written while this one
   * began. The move then continues from there. Returns false if the refusal is final.
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

  /**
   * Returns the refused moves. If the database rejects a batch with an error, retries each move alone: only one may be
   * at fault.
   */
  async #store(moves: readonly PendingMove[]): Promise<readonly RefusedMove[]> {
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

  #putBack(moves: Map<number, PendingMove>): void {
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
 * Merges a move into the buffered move of the same registration. The later move normally begins where the earlier one
 * ends. It begins before that if its session began while the database was too busy to store the earlier move. That
 * acknowledgement still counts.
 */
function put(
  pending: Map<number, PendingMove>,
  { registrationId, tokenId, sessionNumber, fromSeq, toSeq, gaps, at }: CursorMove,
): void {
  const move = pending.get(registrationId)
  if (move === undefined) {
    pending.set(registrationId, { registrationId, tokenId, sessionNumber, fromSeq, toSeq, gaps, at })
    return
  }
  // The newer session takes over the moves of the previous session on this node.
  move.sessionNumber = Math.max(move.sessionNumber, sessionNumber)
  if (toSeq <= move.toSeq) return
  if (gaps.length > 0) move.gaps = [...move.gaps, ...splitRuns(gaps, move.toSeq).after]
  move.toSeq = toSeq
  move.at = at
}
