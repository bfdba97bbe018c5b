import { describe, expect, it, test } from 'vitest'
import { describeStages, placeOnAxis } from './time-line-rows.ts'

const usual = { committed: 2, firstWrite: 3, firstAck: 10, half: 40, last: 90 }
const stages = { seen: { committed: 4, firstWrite: 5 }, usual, notifications: 20 }

describe('the time line', () => {
  it.each([
    [
      'a slow notification',
      { stages, acks: { firstAck: 9, half: 2100 }, state: 'live' as const },
      {
        committed: [4, 'asUsual'],
        firstWrite: [5, 'asUsual'],
        firstAck: [9, 'asUsual'],
        half: [2100, 'slower'],
        last: ['notYet', undefined],
      },
    ],
    [
      'a notification of another node',
      { stages: { ...stages, seen: {} }, acks: { firstAck: 9 }, state: 'live' as const },
      {
        committed: ['notRecorded', undefined],
        firstWrite: ['notRecorded', undefined],
        firstAck: [9, 'asUsual'],
        half: ['notYet', undefined],
        last: ['notYet', undefined],
      },
    ],
    [
      'an expired notification that nobody got',
      { stages: { seen: {}, usual: {}, notifications: 0 }, acks: {}, state: 'expired' as const },
      {
        committed: ['notRecorded', undefined],
        firstWrite: ['never', undefined],
        firstAck: ['never', undefined],
        half: ['never', undefined],
        last: ['never', undefined],
      },
    ],
  ])('of %s has each stage beside its usual time', (_, known, rows) => {
    const found = describeStages(known).map(({ stage, own, comparison }) => [stage, [own, comparison]])
    expect(Object.fromEntries(found)).toEqual(rows)
  })
})

test('the axis begins with the acceptance and ends with the longest time', () => {
  expect([placeOnAxis(0, 5000), placeOnAxis(5000, 5000)]).toEqual([0, 100])
  expect(placeOnAxis(50, 5000)).toBeGreaterThan(40)
})
