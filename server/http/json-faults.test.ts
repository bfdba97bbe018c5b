import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault } from './json-faults.ts'

describe('findJsonFault', () => {
  it('finds no fault in any output of JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (json, indent) => {
        const text = JSON.stringify(json, undefined, indent)
        fc.pre(!text.includes('__proto__'))
        expect(findJsonFault(text, 64)).toBeUndefined()
      }),
    )
  })

  it('finds an element that is named twice, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string({ minLength: 1 }), (json, name) => {
        fc.pre(name !== '__proto__')
        const named = JSON.stringify(name)
        const text = `[${JSON.stringify(json)}, {${named}: ${JSON.stringify(json)} , ${named} :1}]`
        expect(findJsonFault(text, 64)).toMatch(/__proto__|twice/)
      }),
    )
  })

  it('accepts the same name in two different objects', () => {
    expect(findJsonFault('[{"a":{"a":1},"b":{"a":1}},{"a":1}]', 64)).toBeUndefined()
    expect(findJsonFault('{"a":{"b":1},"b":1,"a":2}', 64)).toMatch(/"a" twice/)
  })

  it('ignores names inside strings', () => {
    expect(findJsonFault('{"a":"a","b":["a","a"],"c":"__proto__","d":"\\"a\\":"}', 64)).toBeUndefined()
  })

  it('counts levels of nesting, and not brackets', () => {
    expect(findJsonFault('[[],[],["[[[["]]', 2)).toBeUndefined()
    expect(findJsonFault('[[],{"a":[]}]', 2)).toMatch(/2 levels/)
  })
})
