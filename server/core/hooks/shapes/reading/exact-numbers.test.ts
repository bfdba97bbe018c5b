import { expect, test } from 'vitest'
import { quoteInexactNumbers } from './exact-numbers.ts'

test.each([
  ['{"id":12345678901234567890}', '{"id":"12345678901234567890"}'],
  ['[9007199254740993,-9007199254740993]', '["9007199254740993","-9007199254740993"]'],
  ['[0.1000000000000000055511151231257827]', '["0.1000000000000000055511151231257827"]'],
  ['[1e400,-1E+400,1e-400]', '["1e400","-1E+400","1e-400"]'],
  ['{"a":"12345678901234567890","b":"\\"12345678901234567890","c":12345678901234567890}', undefined],
])('a number that JavaScript would round becomes a text with its digits: %s', (json, expected) => {
  const quoted = quoteInexactNumbers(json)
  expect(quoted).toBe(
    expected ?? '{"a":"12345678901234567890","b":"\\"12345678901234567890","c":"12345678901234567890"}',
  )
  expect(() => JSON.parse(quoted)).not.toThrow()
})

test.each([
  '[9007199254740991,9007199254740992,-0,0,0.0000000000000000]',
  '[1.10,1.100000000000000000000,100000000000000000000000,1.0E+2,1e308,5e-324]',
  '{"text 12345678901234567890":"x 1e400","n":1.5}',
])('a number that JavaScript keeps stays a number: %s', (json) => {
  expect(quoteInexactNumbers(json)).toBe(json)
})
