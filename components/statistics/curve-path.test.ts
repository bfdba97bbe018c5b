import { describe, expect, it } from 'vitest'
import { areaPath, curvePath, mostOf } from './curve-path.ts'

describe('a curve', () => {
  it('goes through its values, from the bottom to the largest one', () => {
    expect(curvePath([0, 2, 4], 4)).toBe('M0 1L1 0.5L2 0')
    expect(areaPath([0, 4], 4)).toBe('M0 1L0 1L1 0L1 1Z')
  })

  it('has a gap where a value is missing, and shows a lone value', () => {
    expect(curvePath([1, undefined, 1, 1], 1)).toBe('M0 0h0.01M2 0L3 0')
    expect(curvePath([undefined, undefined], 1)).toBe('')
  })

  it('has a height without values', () => {
    expect(mostOf([undefined], [0, 0])).toBe(1)
    expect(mostOf([3, undefined], [7])).toBe(7)
  })
})
