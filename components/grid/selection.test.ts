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

describe('rows selected', () => {
  test('a page is selected whole and let go whole, and other pages stay', () => {
    const some: Selection = { kind: 'some', ids: ['z', 'a'] }
    const whole = togglePage(some, PAGE)
    expect(isPageSelected(whole, PAGE)).toBe(true)
    expect(togglePage(whole, PAGE)).toEqual({ kind: 'some', ids: ['z'] })
  })

  test('one row out of all that match leaves what the page shows', () => {
    expect(toggleRow({ kind: 'all' }, 'b', PAGE)).toEqual({ kind: 'some', ids: ['a', 'c'] })
    expect(isNothing(togglePage({ kind: 'all' }, PAGE))).toBe(true)
  })

  test('an empty page is not selected', () => {
    expect(isPageSelected(NOTHING_SELECTED, [])).toBe(false)
  })

  test('another filter, order or page ends "everything that matches", and names what is out of sight', () => {
    expect(isNothing(leavePlace({ kind: 'all' }))).toBe(true)
    const some: Selection = { kind: 'some', ids: ['z', 'a', 'y'] }
    expect(leavePlace(some)).toEqual(some)
    expect(listUnseen(some, PAGE)).toEqual(['z', 'y'])
    expect(listUnseen({ kind: 'all' }, PAGE)).toEqual([])
  })

  test('a row toggled twice is as before, and is never there twice', () => {
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
