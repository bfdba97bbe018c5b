import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault } from './json-faults.ts'

describe('findJsonFault', () => {
  it('finds nothing wrong with whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (json, indent) => {
        const text = JSON.stringify(json, undefined, indent)
        fc.pre(!text.includes('__proto__'))
        expect(findJsonFault(text, 64)).toBeUndefined()
      }),
    )
  })

  it('finds an element that is named twice, wherever it stands', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string({ minLength: 1 }), (json, name) => {
        fc.pre(name !== '__proto__')
        const named = JSON.stringify(name)
        const text = `[${JSON.stringify(json)}, {${named}: ${JSON.stringify(json)} , ${named} :1}]`
        expect(findJsonFault(text, 64)).toMatch(/__proto__|twice/)
      }),
    )
  })

  it('tells the same name in two objects from one name twice', () => {
    expect(findJsonFault('[{"a":{"a":1},"b":{"a":1}},{"a":1}]', 64)).toBeUndefined()
    expect(findJsonFault('{"a":{"b":1},"b":1,"a":2}', 64)).toMatch(/"a" twice/)
  })

  it('takes no text for a name', () => {
    expect(findJsonFault('{"a":"a","b":["a","a"],"c":"__proto__","d":"\\"a\\":"}', 64)).toBeUndefined()
  })

  it('counts levels, not brackets', () => {
    expect(findJsonFault('[[],[],["[[[["]]', 2)).toBeUndefined()
    expect(findJsonFault('[[],{"a":[]}]', 2)).toMatch(/2 levels/)
  })
})
