import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isNothing,
  isPageSelected,
  isSelected,
  leavePlace,
  listUnseen,
  NOTHING_SELECTED,
  type Selection,
  togglePage,
  toggleRow,
} from './selection.ts'

const PAGE = ['a', 'b', 'c']

describe('the selected rows', () => {
  test('include or exclude a whole page, and other pages keep theirs', () => {
    const some: Selection = { kind: 'some', ids: ['z', 'a'] }
    const whole = togglePage(some, PAGE)
    expect(isPageSelected(whole, PAGE)).toBe(true)
    expect(togglePage(whole, PAGE)).toEqual({ kind: 'some', ids: ['z'] })
  })

  test('become the other shown rows when one row is excluded from all matching rows', () => {
    expect(toggleRow({ kind: 'all' }, 'b', PAGE)).toEqual({ kind: 'some', ids: ['a', 'c'] })
    expect(isNothing(togglePage({ kind: 'all' }, PAGE))).toBe(true)
  })

  test('do not include an empty page', () => {
    expect(isPageSelected(NOTHING_SELECTED, [])).toBe(false)
  })

  test('no longer include “all matching” after a change of filter, order or page, and unseen ones are named', () => {
    expect(isNothing(leavePlace({ kind: 'all' }))).toBe(true)
    const some: Selection = { kind: 'some', ids: ['z', 'a', 'y'] }
    expect(leavePlace(some)).toEqual(some)
    expect(listUnseen(some, PAGE)).toEqual(['z', 'y'])
    expect(listUnseen({ kind: 'all' }, PAGE)).toEqual([])
  })

  test('are as before after a row is toggled twice, and contain no row twice', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'z'))
    fc.assert(
      fc.property(ids, fc.constantFrom(...PAGE), (before, id) => {
        const selection: Selection = { kind: 'some', ids: before }
        const once = toggleRow(selection, id, PAGE)
        const twice = toggleRow(once, id, PAGE)
        expect(isSelected(once, id)).toBe(!isSelected(selection, id))
        expect(twice.kind === 'some' && [...twice.ids].sort()).toEqual([...before].sort())
      }),
    )
  })
})
