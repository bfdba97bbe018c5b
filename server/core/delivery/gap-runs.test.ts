import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countRuns, type Run, splitRuns } from './gap-runs.ts'

/** Ascending, disjoint runs. */
const runs = fc
  .array(fc.record({ apart: fc.integer({ min: 1, max: 5 }), length: fc.integer({ min: 1, max: 5 }) }))
  .map((pieces) => {
    let last = 0
    return pieces.map(({ apart, length }): Run => {
      const fromSeq = last + apart
      last = fromSeq + length - 1
      return [fromSeq, last]
    })
  })

describe('splitRuns', () => {
  it('puts every seq of the runs on its side, and adds none', () => {
    fc.assert(
      fc.property(runs, fc.nat({ max: 60 }), (given, at) => {
        const { upTo, after } = splitRuns(given, at)
        const seqs = seqsOf(given)
        expect(seqsOf(upTo)).toEqual(seqs.filter((seq) => seq <= at))
        expect(seqsOf(after)).toEqual(seqs.filter((seq) => seq > at))
      }),
    )
  })
})

describe('countRuns', () => {
  it('counts every seq of the runs', () => {
    fc.assert(fc.property(runs, (given) => countRuns(given) === seqsOf(given).length))
  })
})

function seqsOf(given: readonly Run[]): number[] {
  return given.flatMap(([fromSeq, toSeq]) => {
    expect(toSeq).toBeGreaterThanOrEqual(fromSeq)
    return Array.from({ length: toSeq - fromSeq + 1 }, (_, index) => fromSeq + index)
  })
}
