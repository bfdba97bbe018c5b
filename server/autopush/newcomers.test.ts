import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { Newcomers } from './newcomers.ts'

describe('Newcomers', () => {
  it('lets in as many as there is room for, and one more when one has left', () => {
    const newcomers = new Newcomers()
    const entered = Array.from({ length: LIMITS.pushSocketNewcomers + 1 }, () => newcomers.enter())
    expect(entered.indexOf(false)).toBe(LIMITS.pushSocketNewcomers)
    newcomers.leave()
    expect([newcomers.enter(), newcomers.enter()]).toEqual([true, false])
  })
})
