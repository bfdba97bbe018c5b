import { expect, test } from 'vitest'
import { CountsByName } from './counts-by-name.ts'

test('counts each name apart, and the names beyond the limit together', () => {
  const counts = new CountsByName()
  for (let place = 0; place < 250; place += 1) counts.add(`name ${place}`)
  counts.add('name 0', 2)
  expect(counts.get('name 0')).toBe(3)
  expect(counts.get('other')).toBe(50)
  expect([...counts]).toHaveLength(201)
})
