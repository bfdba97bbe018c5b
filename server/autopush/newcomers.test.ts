import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { Newcomers } from './newcomers.ts'

describe('Newcomers', () => {
  it('lets in as many as there is room for, and one more when one has left', () => {
    const newcomers = new Newcomers()
    for (let count = 0; count < LIMITS.pushSocketNewcomers; count += 1) expect(newcomers.enter()).toBe(true)
    expect(newcomers.enter()).toBe(false)
    newcomers.leave()
    expect([newcomers.enter(), newcomers.enter()]).toEqual([true, false])
  })
})
