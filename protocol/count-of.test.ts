import { expect, it } from 'vitest'
import { countOf } from './count-of.ts'

it('a count of one has the noun in the singular', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows'])
  expect(countOf(1, 'row follows the other', 'rows follow each other')).toBe('1 row follows the other')
})
