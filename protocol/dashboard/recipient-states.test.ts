import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  AXIS_STEPS,
  applyChanges,
  packChanges,
  packStates,
  stepOf,
  stepStart,
  unpackStates,
} from './recipient-states.ts'

const states = fc.uint8Array({ max: 5, maxLength: 400 })

it('unpacks the states that it packed, in half a byte a recipient', () => {
  fc.assert(
    fc.property(states, (given) => {
      const packed = packStates(given)
      expect(packed.length).toBe(Math.ceil(given.length / 2))
      expect(unpackStates(packed, given.length)).toEqual(given)
    }),
  )
})

it('turns older states into newer ones by the changes', () => {
  const pair = fc.integer({ min: 0, max: 300 }).chain((length) => {
    const whole = fc.uint8Array({ max: 5, minLength: length, maxLength: length })
    return fc.tuple(whole, whole)
  })
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const changed = [...after.keys()].filter((index) => before[index] !== after[index])
      const applied = Uint8Array.from(before)
      applyChanges(applied, packChanges(changed, after))
      expect(applied).toEqual(after)
    }),
  )
})

it('each step of the axis begins where its times begin', () => {
  for (let step = 1; step < AXIS_STEPS; step += 1) expect(stepOf(stepStart(step))).toBeCloseTo(step)
  expect([stepOf(0), stepOf(1), stepOf(10), stepOf(1e12)]).toEqual([0, 0, 6, AXIS_STEPS])
})
