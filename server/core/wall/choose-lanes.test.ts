import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { chooseLanes, orderLanes } from './choose-lanes.ts'

const lane = (key: string, flow: number, slowness = 0) => ({
  ...{ key, flow, slowness, isSlow: slowness >= LIMITS.wallSlowMilliseconds },
})

describe('the choice of lanes', () => {
  it('has the lanes with the largest flow, at most a wall of them, and none without flow', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ key: `lane ${index}`, flow: index }))
    const chosen = chooseLanes(many, [])
    expect(chosen).toHaveLength(LIMITS.wallLanes)
    expect(chosen[0]).toBe('lane 39')
    expect(chooseLanes([{ key: 'quiet', flow: 0 }], ['quiet'])).toEqual([])
  })

  it('keeps a shown lane until another has half as much flow again', () => {
    const others = Array.from({ length: LIMITS.wallLanes - 1 }, (_, index) => ({
      key: `${index}`,
      flow: 900,
    }))
    const shown = [...others.map(({ key }) => key), 'old']
    const against = (flow: number) =>
      chooseLanes([...others, { key: 'old', flow: 100 }, { key: 'new', flow }], shown)
    expect(against(149)).toContain('old')
    expect(against(151)).not.toContain('old')
    expect(against(151)).toContain('new')
  })
})

describe('the order of lanes', () => {
  it('has slow lanes at the top, the slowest first, and the others by flow', () => {
    const lanes = [lane('small', 10), lane('slow', 5, 3000), lane('large', 1000), lane('slowest', 1, 9000)]
    expect(orderLanes(lanes)).toEqual(['slowest', 'slow', 'large', 'small'])
  })

  it('does not change with differences of less than a doubling', () => {
    expect(orderLanes([lane('b', 1020), lane('a', 600)])).toEqual(['a', 'b'])
    expect(orderLanes([lane('b', 2000), lane('a', 600)])).toEqual(['b', 'a'])
  })

  it('never puts a lane above a slow one', () => {
    const lanes = fc.uniqueArray(
      fc.record({ key: fc.string(), flow: fc.nat(), slowness: fc.nat({ max: 60_000 }) }),
      { selector: ({ key }) => key },
    )
    fc.assert(
      fc.property(lanes, (made) => {
        const judged = made.map(({ key, flow, slowness }) => lane(key, flow, slowness))
        const isSlow = orderLanes(judged).map((key) => judged.find((one) => one.key === key)?.isSlow)
        expect(isSlow).toEqual([...isSlow].sort((one, other) => Number(other) - Number(one)))
        expect(isSlow).toHaveLength(made.length)
      }),
    )
  })
})
