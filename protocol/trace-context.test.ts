import { describe, expect, it } from 'vitest'
import { readTraceparent, writeTraceparent } from './trace-context.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

describe('a traceparent', () => {
  it('is read and written as W3C Trace Context has it', () => {
    for (const flags of ['00', '01']) {
      const text = `00-${TRACE}-${SPAN}-${flags}`
      const context = { traceId: TRACE, spanId: SPAN, isSampled: flags === '01' }
      expect(readTraceparent(text)).toEqual(context)
      expect(writeTraceparent(context)).toBe(text)
    }
  })

  it('of a later version is read as far as this version knows it', () => {
    const context = { traceId: TRACE, spanId: SPAN, isSampled: true }
    expect(readTraceparent(`01-${TRACE}-${SPAN}-03-more`)).toEqual(context)
    expect(readTraceparent(`cc-${TRACE}-${SPAN}-09`)).toEqual(context)
  })

  it.each([
    undefined,
    '',
    'x',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}-01","payload":1`,
    ` 00-${TRACE}-${SPAN}-01`,
  ])('is ignored if it is not valid: %s', (text) => {
    expect(readTraceparent(text)).toBeUndefined()
  })
})
