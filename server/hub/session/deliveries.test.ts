import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Deliveries } from './deliveries.ts'
import type { Delivery } from './delivery.ts'

/** More than fit into the array. */
const TOKENS = Array.from({ length: 40 }, (_, index) => `g1${index}`)

const deliveryOf = (clientAppToken: string) => ({ clientAppToken }) as Delivery

const step = fc.record({
  does: fc.constantFrom('add', 'add', 'add', 'delete', 'moveBack'),
  token: fc.constantFrom(...TOKENS),
})

it('agrees with a map that is kept in the order of turns, at any size', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const deliveries = new Deliveries()
      const model = new Map<string, Delivery>()
      for (const { does, token } of steps) {
        if (does === 'delete') {
          deliveries.delete(token)
          model.delete(token)
        } else if (does === 'add' && !model.has(token)) {
          const delivery = deliveryOf(token)
          deliveries.add(delivery)
          model.set(token, delivery)
        } else {
          const delivery = model.get(token)
          if (delivery === undefined) continue
          deliveries.moveBack(delivery)
          model.delete(token)
          model.set(token, delivery)
        }
        expect([...deliveries]).toEqual([...model.values()])
      }
      expect(deliveries.size).toBe(model.size)
      for (const token of TOKENS) expect(deliveries.get(token)).toBe(model.get(token))
    }),
  )
})

it.each([3, 30])('visits each of %d deliveries once while they take turns', (count) => {
  const deliveries = new Deliveries()
  for (const token of TOKENS.slice(0, count)) deliveries.add(deliveryOf(token))
  const visited = new Set<Delivery>()
  for (const delivery of deliveries) {
    if (visited.has(delivery)) break
    visited.add(delivery)
    if (visited.size % 2 === 0) deliveries.moveBack(delivery)
  }
  expect(visited.size).toBe(count)
})

it('removes all deliveries', () => {
  const deliveries = new Deliveries()
  for (const token of TOKENS) deliveries.add(deliveryOf(token))
  deliveries.clear()
  expect([deliveries.size, ...deliveries]).toEqual([0])
})
