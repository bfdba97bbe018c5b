import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pickTexts } from '../i18n/define-texts.ts'
import { formatOf } from '../ui/format.ts'
import { describeExpiry, describeOutcome, layOutOutcomes, outcomeTexts } from './outcome.ts'

const says = { t: pickTexts(outcomeTexts, 'en'), format: formatOf('en') }

const none = { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 }

function outcome(acked: number, pending: number, ttl = 0) {
  const expiredBy = { ...none, ttl }
  return { recipients: acked + pending + ttl, acked, pending, expired: ttl, expiredBy }
}

const anyOutcome = fc
  .tuple(fc.nat(100_000), fc.nat(100_000), fc.nat(100_000))
  .map(([acked, pending, ttl]) => outcome(acked, pending, ttl))

describe('an outcome bar', () => {
  test('is filled from end to end, without overlaps, by the outcomes that occur', () => {
    fc.assert(
      fc.property(anyOutcome, (counts) => {
        const segments = layOutOutcomes(counts)
        let end = 0
        for (const { outcome: name, startPercent, lengthPercent } of segments) {
          expect(counts[name]).toBeGreaterThan(0)
          expect(startPercent).toBeCloseTo(end)
          end = startPercent + lengthPercent
        }
        expect(end).toBeCloseTo(counts.recipients === 0 ? 0 : 100)
      }),
    )
  })

  test('shows one recipient of 100,000', () => {
    const [, pending] = layOutOutcomes(outcome(99_999, 1))
    expect(pending?.lengthPercent).toBeGreaterThan(1)
  })

  test('keeps the proportions of all but tiny parts', () => {
    const [acked, pending] = layOutOutcomes(outcome(3, 1))
    expect([acked?.lengthPercent, pending?.lengthPercent]).toEqual([75, 25])
  })
})

test('an outcome in words names only the outcomes that occurred', () => {
  expect(describeOutcome(outcome(3, 0), says)).toBe('3 of 3 acked')
  expect(describeOutcome(outcome(1, 1, 1), says)).toBe('1 of 3 acked, 1 pending, 1 expired')
  expect(describeOutcome(outcome(0, 0), says)).toBe('no recipients')
})

test('the causes of an expiry are shown with their counts', () => {
  const counts = { ...outcome(0, 0, 3), expiredBy: { ttl: 2, cancelled: 0, replaced: 1, revoked: 0 } }
  expect(describeExpiry(counts, says)).toBe('2 by TTL, 1 replaced')
  expect(describeExpiry(outcome(1, 0), says)).toBe('')
})
