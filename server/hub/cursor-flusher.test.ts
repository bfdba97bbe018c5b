import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { CursorMove, RefusedMove } from '#server/core/store.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { CursorFlusher } from './cursor-flusher.ts'

describe('CursorFlusher', () => {
  it('writes nothing for 50 ms, and then all moved cursors in one batch', async () => {
    const { flusher, clock, writes } = openFlusher()
    flusher.move(moveOf(1, [0, 3]))
    clock.advance(49)
    flusher.move(moveOf(2, [7, 8]))
    expect(writes).toEqual([])
    clock.advance(1)
    await flusher.flush()
    expect(writes).toEqual([[moveOf(1, [0, 3]), moveOf(2, [7, 8])]])
  })

  it('merges the moves of one registration, with their gaps', async () => {
    const { flusher, writes } = openFlusher()
    flusher.move(moveOf(1, [0, 3], { gaps: [[2, 2]], at: 1 }))
    flusher.move(moveOf(1, [3, 4]))
    flusher.move(
      moveOf(1, [4, 9], {
        gaps: [
          [5, 6],
          [8, 8],
        ],
        at: 2,
      }),
    )
    await flusher.flush()
    expect(writes).toEqual([
      [
        moveOf(1, [0, 9], {
          gaps: [
            [2, 2],
            [5, 6],
            [8, 8],
          ],
          at: 2,
        }),
      ],
    ])
  })

  it('neither moves a cursor back nor counts a seq twice when a later move overlaps a buffered one', async () => {
    const { flusher, writes } = openFlusher()
    flusher.move(moveOf(1, [0, 6], { gaps: [[5, 6]] }))
    flusher.move(moveOf(1, [0, 4]))
    flusher.move(moveOf(1, [4, 9], { gaps: [[6, 7]] }))
    await flusher.flush()
    expect(writes).toEqual([
      [
        moveOf(1, [0, 9], {
          gaps: [
            [5, 6],
            [7, 7],
          ],
        }),
      ],
    ])
  })

  it('keeps the moves that a busy database refused, merges later ones, and retries by itself', async () => {
    const { flusher, clock, writes, database } = openFlusher()
    database.fail = new AoiError('unavailable', 'busy', 5)
    flusher.move(moveOf(1, [0, 3]))
    expect(await flusher.flush()).toBe(false)
    expect(flusher.isWritten).toBe(false)
    expect(flusher.length).toBe(1)
    flusher.move(moveOf(1, [3, 5]))
    flusher.move(moveOf(2, [0, 1]))
    database.fail = undefined
    clock.advance(500)
    await flusher.flush()
    expect(writes).toEqual([[moveOf(1, [0, 5]), moveOf(2, [0, 1])]])
    expect(flusher.length).toBe(0)
  })

  it('writes one batch at a time, in the order of the flushes', async () => {
    const { flusher, writes, database, hold } = openFlusher()
    const letGo = hold()
    flusher.move(moveOf(1, [0, 1]))
    const first = flusher.flush()
    await new Promise((resolve) => setImmediate(resolve))
    flusher.move(moveOf(1, [1, 2]))
    const second = flusher.flush()
    await new Promise((resolve) => setImmediate(resolve))
    letGo()
    await Promise.all([first, second])
    expect(writes).toEqual([[moveOf(1, [0, 1])], [moveOf(1, [1, 2])]])
    expect(database.atOnce).toBe(1)
  })

  it('writes all moves that arrive during a write in one batch, and resolves all their flushes', async () => {
    const { flusher, writes, hold } = openFlusher()
    const go = hold()
    flusher.move(moveOf(1, [0, 1]))
    const first = flusher.flush()
    await Promise.resolve()
    const waiting = [2, 3, 4].map((registrationId) => {
      flusher.move(moveOf(registrationId, [0, 1]))
      return flusher.flush()
    })
    expect(flusher.isWritten).toBe(false)
    go()
    expect(await Promise.all([first, ...waiting])).toEqual([true, true, true, true])
    expect(writes.map((moves) => moves.length)).toEqual([1, 3])
    expect(flusher.isWritten).toBe(true)
  })

  it.each<RefusedMove['reason']>(['elsewhere', 'displaced'])(
    'reports the refused moves: %s',
    async (reason) => {
      const { flusher, database, refused, moved } = openFlusher()
      const second = moveOf(2, [3, 4])
      database.refused = [{ move: second, reason, ackedSeq: 2 }]
      flusher.move(moveOf(1, [0, 1]))
      flusher.move(second)
      await flusher.flush()
      expect(refused).toEqual([{ move: second, reason, ackedSeq: 2 }])
      expect(moved).toEqual([moveOf(1, [0, 1])])
    },
  )

  it('continues from the stored cursor when an older session has moved it further', async () => {
    const { flusher, database, refused, writes } = openFlusher()
    const move = moveOf(1, [0, 5], { gaps: [[2, 3]] })
    database.refused = [{ move, reason: 'elsewhere', ackedSeq: 2 }]
    flusher.move(move)
    const flushed = flusher.flush()
    flusher.move(moveOf(1, [5, 7]))
    await flushed
    database.refused = []
    await flusher.flush()
    expect(writes.at(-1)).toEqual([moveOf(1, [2, 7], { gaps: [[3, 3]] })])
    expect(refused).toEqual([])
    expect(flusher.isWritten).toBe(true)
  })

  it('writes nothing more when an older session has already moved the cursor as far', async () => {
    const { flusher, database, refused, moved } = openFlusher()
    const move = moveOf(1, [0, 5])
    database.refused = [{ move, reason: 'elsewhere', ackedSeq: 5 }]
    flusher.move(move)
    await flusher.flush()
    expect([refused, moved, flusher.isWritten]).toEqual([[], [], true])
  })

  it('writes the moves of the previous session under the number of the newer session', async () => {
    const { flusher, writes } = openFlusher()
    flusher.move(moveOf(1, [0, 5]))
    flusher.move({ ...moveOf(1, [0, 3]), sessionNumber: 2 })
    await flusher.flush()
    expect(writes).toEqual([[{ ...moveOf(1, [0, 5]), sessionNumber: 2 }]])
  })

  it.each([
    [0, 50],
    [20, 180],
    [9000, LIMITS.cursorFlushMillisecondsMax],
  ])('after a flush of %i ms waits %i ms, so that writing takes a tenth of the time', async (took, pause) => {
    const { flusher, clock, writes, database, hold } = openFlusher()
    const letGo = hold()
    flusher.move(moveOf(1, [0, 1]))
    clock.advance(50)
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(took)
    letGo()
    await flusher.flush()
    database.wait = undefined
    flusher.move(moveOf(1, [1, 2]))
    clock.advance(pause - 1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(writes.length).toBe(1)
    clock.advance(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(writes.length).toBe(2)
  })

  it.each([
    [200, 100],
    [LIMITS.cursorsPerFlush * 5, LIMITS.cursorFlushMillisecondsMax],
  ])(
    'after %i cursors waits %i ms, since repeated moves of one cursor cost nothing more',
    async (count, pause) => {
      const { flusher, clock, writes } = openFlusher()
      for (let id = 1; id <= count; id += 1) flusher.move(moveOf(id, [0, 1]))
      clock.advance(50)
      await flusher.flush()
      const before = writes.length
      flusher.move(moveOf(1, [1, 2]))
      clock.advance(pause - 1)
      await new Promise((resolve) => setImmediate(resolve))
      expect(writes.length).toBe(before)
      clock.advance(1)
      await flusher.flush()
      expect(writes.slice(before)).toEqual([[moveOf(1, [1, 2])]])
    },
  )

  it('splits a flush that is larger than one transaction into several transactions', async () => {
    const { flusher, writes, database } = openFlusher()
    const count = LIMITS.cursorsPerFlush * 2 + 1
    for (let id = 1; id <= count; id += 1) flusher.move(moveOf(id, [0, 1]))
    await flusher.flush()
    expect(writes.map((moves) => moves.length)).toEqual([LIMITS.cursorsPerFlush, LIMITS.cursorsPerFlush, 1])
    expect(database.atOnce).toBe(1)
    expect(flusher.length).toBe(0)
  })

  it('keeps the rest of a flush when the database becomes busy, and writes nothing twice', async () => {
    const { flusher, clock, writes, database } = openFlusher()
    const count = LIMITS.cursorsPerFlush + 1
    for (let id = 1; id <= count; id += 1) flusher.move(moveOf(id, [0, 1]))
    database.failFrom = 1
    await flusher.flush()
    expect(flusher.length).toBe(1)
    database.failFrom = undefined
    clock.advance(500)
    await flusher.flush()
    expect(writes.map((moves) => moves.length)).toEqual([LIMITS.cursorsPerFlush, 1])
  })

  it('retries each move alone when the database refuses a batch, and gives up only the faulty one', async () => {
    const { flusher, database, writes, refused, moved, errors } = openFlusher()
    database.poison = 2
    for (const registrationId of [1, 2, 3]) flusher.move(moveOf(registrationId, [0, 1]))
    expect(await flusher.flush()).toBe(true)
    expect(errors).toMatchObject([{ message: 'the database refuses this' }])
    expect(writes).toEqual([[moveOf(1, [0, 1])], [moveOf(3, [0, 1])]])
    expect(moved).toEqual([moveOf(1, [0, 1]), moveOf(3, [0, 1])])
    expect(refused).toEqual([{ move: moveOf(2, [0, 1]), reason: 'elsewhere' }])
    flusher.move(moveOf(4, [0, 1]))
    await flusher.flush()
    expect(writes.at(-1)).toEqual([moveOf(4, [0, 1])])
  })
})

type MoveOptions = { gaps?: CursorMove['gaps']; at?: number }

function moveOf(
  registrationId: number,
  [fromSeq, toSeq]: [number, number],
  { gaps = [], at = 0 }: MoveOptions = {},
): CursorMove {
  return { registrationId, tokenId: 1, sessionNumber: 1, fromSeq, toSeq, gaps, at }
}

/** A flusher over a database that can be slow, busy or wrong. */
function openFlusher() {
  const clock = new TestClock()
  const writes: (readonly CursorMove[])[] = []
  const refused: RefusedMove[] = []
  const moved: CursorMove[] = []
  const errors: unknown[] = []
  const database: {
    fail: Error | undefined
    /** The registration whose move the database rejects with an error. */
    poison: number | undefined
    /** The number of successful writes after which the database is busy. */
    failFrom: number | undefined
    wait: Promise<void> | undefined
    refused: RefusedMove[]
    atOnce: number
  } = {
    fail: undefined,
    poison: undefined,
    failFrom: undefined,
    wait: undefined,
    refused: [],
    atOnce: 0,
  }
  let running = 0
  const moveCursors = async (moves: readonly CursorMove[]) => {
    running += 1
    database.atOnce = Math.max(database.atOnce, running)
    await database.wait
    running -= 1
    if (database.fail !== undefined) throw database.fail
    if (moves.some(({ registrationId }) => registrationId === database.poison))
      throw new Error('the database refuses this')
    if (writes.length >= (database.failFrom ?? Number.POSITIVE_INFINITY))
      throw new AoiError('unavailable', 'busy', 5)
    writes.push(moves)
    return moves.flatMap((move) => {
      const found = database.refused.find((each) => each.move.registrationId === move.registrationId)
      return found === undefined ? [] : [{ ...found, move }]
    })
  }
  const flusher = new CursorFlusher({
    store: { moveCursors },
    clock,
    onMoved: (moves) => moved.push(...moves),
    onRefused: (moves) => refused.push(...moves),
    onError: (error) => errors.push(error),
  })
  /** Makes the database wait until the caller runs the returned function. */
  const hold = () => {
    let letGo = () => {}
    database.wait = new Promise((resolve) => {
      letGo = resolve
    })
    return letGo
  }
  return { flusher, clock, writes, database, refused, moved, errors, hold }
}
