import { expect, it } from 'vitest'
import { makeOperations } from './make-operations.ts'
import { Random } from './random.ts'
import { SETUPS } from './setup.ts'

const scriptOf = (seed: number) => makeOperations(new Random(seed), { setup: 'two-nodes-redis', count: 400 })

it('makes the same script from the same seed, and another from another seed', () => {
  expect(scriptOf(7)).toEqual(scriptOf(7))
  expect(scriptOf(7)).not.toEqual(scriptOf(8))
})

it('makes every kind of operation', () => {
  const kinds = new Set(scriptOf(1).map(({ does }) => does))
  for (const kind of ['kill', 'drain', 'halfOpen', 'fill', 'cutRedis', 'slowDatabase', 'together'] as const)
    expect(kinds).toContain(kind)
})

it.each(SETUPS)('makes only operations that the set-up %s supports', (setup) => {
  const made = makeOperations(new Random(1), { setup, count: 2000 })
  const each = made.flatMap((made) =>
    'parts' in made ? made.parts.map(({ operation }) => operation) : [made],
  )
  const kinds = new Set(each.map(({ does }) => does))
  expect(kinds.has('slowDatabase')).toBe(setup !== 'sqlite')
  expect(kinds.has('cutRedis')).toBe(setup === 'two-nodes-redis')
})
