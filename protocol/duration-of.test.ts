import { expect, it } from 'vitest'
import { durationOf } from './duration-of.ts'

it.each([
  [0, '0 s'],
  [59, '59 s'],
  [5400, '1 h 30 min'],
  [86_400, '24 h'],
  [604_800, '7 d'],
  [176_461, '2 d 1 h 1 min 1 s'],
])('writes %d s as %s', (seconds, text) => {
  expect(durationOf(seconds)).toBe(text)
})
