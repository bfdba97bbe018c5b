import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shrink } from './shrink.ts'

it('finds the few operations that fail together, among any others', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 39 }), { minLength: 1, maxLength: 3 }), async (needed) => {
      const items = Array.from({ length: 40 }, (_, index) => index)
      const fails = async (left: readonly number[]) => needed.every((each) => left.includes(each))
      const shortest = await shrink(items, { fails, hasTime: () => true })
      expect([...shortest]).toEqual([...needed].sort((a, b) => a - b))
    }),
    { numRuns: 40 },
  )
})

it('stops at the end of its time, with the shortest failing list so far', async () => {
  let left = 3
  const hasTime = () => {
    left -= 1
    return left > 0
  }
  const shortest = await shrink([1, 2, 3, 4], { fails: async (items) => items.includes(1), hasTime })
  expect(shortest).toContain(1)
  expect(shortest.length).toBeLessThan(4)
})
