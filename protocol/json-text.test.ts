import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compactJson, eachElement, findMember, isDeeperThan, joinJson } from './json-text.ts'

/** JSON with white space, escapes, and members of any order and name, `payload` among them. */
const anyJson = fc.json({ maxDepth: 4 })
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/)

describe('the text of a member', () => {
  it('is its exact text in the message, at any position', () => {
    const text = fc.tuple(anyJson, anyJson, space).map(([before, payload, gap]) => ({
      payload,
      text: `${gap}{${gap}"a"${gap}:${gap}${before}${gap},${gap}"payload"${gap}:${gap}${payload}${gap},"z":[1]${gap}}${gap}`,
    }))
    fc.assert(
      fc.property(text, ({ text, payload }) => {
        const range = findMember(text, { name: 'payload' })
        expect(range && text.slice(range.start, range.end)).toBe(payload.trim())
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['{"payload":12345678901234567890}', '12345678901234567890'],
    ['{"payload":1.0e+2}', '1.0e+2'],
    [String.raw`{"\u0070ayload":"\u00e9"}`, String.raw`"\u00e9"`],
    ['{"payload":1,"payload":2}', '2'],
    ['{"x":{"payload":1}}', undefined],
    [String.raw`{"x":"\"payload\":1"}`, undefined],
    ['{}', undefined],
    ['[1]', undefined],
    ['{"payload":"]}, \\" \\\\"}', '"]}, \\" \\\\"'],
  ])('of %s is %s', (text, expected) => {
    const range = findMember(text, { name: 'payload' })
    expect(range && text.slice(range.start, range.end)).toBe(expected)
  })
})

it('compacting removes white space between tokens, and nothing else', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(compactJson(JSON.stringify(value, null, 2))).toBe(JSON.stringify(value))
    }),
    { numRuns: 300 },
  )
  expect(compactJson(' { "a b" : [ 1.50 , "\\" x" ] }\r\n')).toBe('{"a b":[1.50,"\\" x"]}')
})

it('joining adds a member whose value is given as text', () => {
  expect(joinJson({ a: 1 }, { name: 'payload', text: '1e400' })).toBe('{"a":1,"payload":1e400}')
  expect(joinJson({}, { name: 'payload', text: 'null' })).toBe('{"payload":null}')
})

it('the depth of nested objects and arrays is counted', () => {
  expect(isDeeperThan('[[[]]]', 3)).toBe(false)
  expect(isDeeperThan('[{"a":[]}]', 2)).toBe(true)
  expect(isDeeperThan('["[[[[", {"a":"{{{"}]', 2)).toBe(false)
  expect(isDeeperThan('['.repeat(200_000), 512)).toBe(true)
})

it('finds the elements of an array in its text', () => {
  const slices = (text: string) => [...eachElement(text)].map(({ start, end }) => text.slice(start, end))
  expect(slices('[ {"a":[1,"]"]} , "x,\\"]" ,[2] , 1.50,null ]')).toEqual([
    '{"a":[1,"]"]}',
    '"x,\\"]"',
    '[2]',
    '1.50',
    'null',
  ])
  expect([slices('[]'), slices(' [ ] '), slices('{"a":1}'), slices('7')]).toEqual([[], [], [], []])
})
