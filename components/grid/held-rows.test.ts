import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countWaiting, type Hold, receiveRows, startRows } from './held-rows.ts'

const PAGE = 10
type Row = { id: string; acked: number }
const idOf = ({ id }: Row) => id

/** Returns the newest page of a list with `count` rows. */
function pageAfter(count: number): Row[] {
  return Array.from({ length: Math.min(count, PAGE) }, (_, index) => ({
    id: String(count - index).padStart(6, '0'),
    acked: count,
  }))
}

const receive = (held: ReturnType<typeof startRows<Row>>, count: number, hold: Hold) =>
  receiveRows(held, { latest: pageAfter(count), hold, idOf })

describe('new rows of a list', () => {
  test('wait while the list is paused, and no shown row moves', () => {
    const held = receive(receive(startRows(pageAfter(3)), 5, 'paused'), 7, 'paused')
    expect(held.shown).toEqual(pageAfter(3))
    expect(countWaiting(held, idOf)).toEqual({ count: 4, atLeast: false })
    expect(receive(held, 7, 'none').shown).toEqual(pageAfter(7))
  })

  test('wait while a row is hovered, focused or ticked, and the shown rows are updated in place', () => {
    const held = receive(startRows(pageAfter(3)), 5, 'busy')
    expect(held.shown).toEqual(pageAfter(3).map((row) => ({ ...row, acked: 5 })))
    expect(countWaiting(held, idOf)).toEqual({ count: 2, atLeast: false })
  })

  test('replace no row that was removed meanwhile, which disappears', () => {
    const without = pageAfter(4).filter(({ id }) => id !== '000002')
    const held = receiveRows(startRows(pageAfter(3)), { latest: without, hold: 'busy', idOf })
    expect(held.shown.map(idOf)).toEqual(['000003', '000001'])
    expect(countWaiting(held, idOf).count).toBe(1)
  })

  test('are counted in an empty list too', () => {
    const held = receive(startRows<Row>([]), 2, 'paused')
    expect(held.shown).toEqual([])
    expect(countWaiting(held, idOf)).toEqual({ count: 2, atLeast: false })
  })

  test('may be more than one page holds', () => {
    expect(countWaiting(receive(startRows(pageAfter(3)), 50, 'busy'), idOf)).toEqual({
      count: PAGE,
      atLeast: true,
    })
  })

  test('are all shown once the list is free again, after any earlier states', () => {
    const holds = fc.constantFrom<Hold>('none', 'busy', 'paused')
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 15 }), holds)), (steps) => {
        let count = 0
        let held = startRows(pageAfter(0))
        for (const [more, hold] of steps) {
          count += more
          const before = held.shown.map(idOf)
          held = receive(held, count, hold)
          if (hold !== 'none') expect(held.shown.map(idOf)).toEqual(before)
          if (hold === 'none') expect(countWaiting(held, idOf).count).toBe(0)
        }
        expect(receive(held, count, 'none').shown).toEqual(pageAfter(count))
      }),
    )
  })
})
