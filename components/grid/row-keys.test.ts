import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findRowMove, moveTo } from './row-keys.ts'

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  findRowMove({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...held })

describe('keys in a table', () => {
  test('move by arrows and letters from row to row', () => {
    expect([press('j'), press('ArrowDown'), press('k'), press('x')]).toEqual([
      'next',
      'next',
      'previous',
      'select',
    ])
  })

  test('are left to the browser and the screen reader where those need them', () => {
    expect(press('j', { ctrlKey: true })).toBeUndefined()
    expect(press('x', { isComposing: true })).toBeUndefined()
    expect(press('Enter')).toBeUndefined()
    expect(press('toString')).toBeUndefined()
  })

  test('never lead out of the table', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('next', 'previous', 'first', 'last', 'select' as const),
        fc.integer({ min: -1, max: 120 }),
        fc.integer({ min: 1, max: 100 }),
        (move, from, count) => {
          const target = moveTo(move, from, count)
          expect(target).toBeGreaterThanOrEqual(0)
          expect(target).toBeLessThan(count)
        },
      ),
    )
    expect(moveTo('next', 3, 10)).toBe(4)
    expect(moveTo('last', 3, 10)).toBe(9)
  })
})
