import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countWaiting, pauseTail, receiveLatest, resumeTail, startTail } from './tail.ts'

const PAGE = 10

/** The newest page of a list to which `count` rows have been added so far. */
function pageAfter(count: number): { id: string; acked: number }[] {
  return Array.from({ length: Math.min(count, PAGE) }, (_, index) => ({
    id: String(count - index).padStart(6, '0'),
    acked: count,
  }))
}

describe('a live tail', () => {
  test('stands still while paused, counts what waits, and shows it all when resumed', () => {
    const paused = pauseTail(startTail(pageAfter(3)))
    const later = receiveLatest(receiveLatest(paused, pageAfter(5)), pageAfter(7))
    expect(later.shown).toEqual(pageAfter(3))
    expect(countWaiting(later)).toEqual({ count: 4, atLeast: false })
    expect(resumeTail(later)).toEqual(startTail(pageAfter(7)))
  })

  test('says that more may wait than one page holds', () => {
    const paused = pauseTail(startTail(pageAfter(3)))
    expect(countWaiting(receiveLatest(paused, pageAfter(50)))).toEqual({ count: PAGE, atLeast: true })
  })

  test('counts from nothing', () => {
    const paused = pauseTail(startTail(pageAfter(0)))
    expect(countWaiting(paused)).toEqual({ count: 0, atLeast: false })
    expect(countWaiting(receiveLatest(paused, pageAfter(2)))).toEqual({ count: 2, atLeast: false })
  })

  test('after any order of arrivals and pauses, resuming shows the newest page', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat({ max: 15 }), fc.constant('pause'), fc.constant('resume'))),
        (steps) => {
          let count = 0
          let tail = startTail(pageAfter(0))
          for (const step of steps) {
            if (step === 'pause') tail = pauseTail(tail)
            else if (step === 'resume') tail = resumeTail(tail)
            else {
              count += Number(step)
              tail = receiveLatest(tail, pageAfter(count))
            }
            if (!tail.paused) expect(countWaiting(tail).count).toBe(0)
          }
          expect(resumeTail(tail).shown).toEqual(pageAfter(count))
        },
      ),
    )
  })
})
