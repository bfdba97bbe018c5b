import { describe, expect, it, test } from 'vitest'
import { TimeHistogram } from '../time-histogram.ts'
import { ackStages, compareStage, medianOf } from './stage-times.ts'

describe('the stages that acks show', () => {
  it.each([
    [[], 4, {}],
    [[10], 4, { firstAck: 10 }],
    [[10, 20], 4, { firstAck: 10, half: 20 }],
    [[10, 20, 30], 5, { firstAck: 10, half: 30 }],
    [[10, 20, 30, 60], 4, { firstAck: 10, half: 20, last: 60 }],
    [[7], 1, { firstAck: 7, half: 7, last: 7 }],
  ])('for times to ack %j of %i recipients are %j', (times, recipients, stages) => {
    const acked = new TimeHistogram()
    for (const time of times) acked.add(time)
    expect(ackStages(acked, recipients)).toEqual(stages)
  })
})

describe('a stage', () => {
  it.each([
    [2100, 40, 'slower'],
    [89, 40, 'asUsual'],
    [90, 40, 'slower'],
    [60, 1, 'slower'],
    [5, 1, 'asUsual'],
    [1500, 1000, 'asUsual'],
    [40, 2100, 'faster'],
    [1, 30, 'asUsual'],
  ])('of %i ms against usually %i ms is %s', (own, usual, comparison) => {
    expect(compareStage(own, usual)).toBe(comparison)
  })
})

test('a median needs enough numbers', () => {
  expect(medianOf([30, 10, 20], 3)).toBe(20)
  expect(medianOf([10, 20], 3)).toBeUndefined()
  expect(medianOf([], 0)).toBeUndefined()
})
