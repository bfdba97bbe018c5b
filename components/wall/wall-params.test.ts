import { describe, expect, it } from 'vitest'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { findWallProblems } from './wall-params.ts'

describe('the parameters of the wall', () => {
  it.each([
    ['an unknown name', { stranger: 'x' }, { kind: 'unknown', name: 'stranger' }],
    ['an unknown unit', { unit: 'house' }, { kind: 'choice', name: 'unit', value: 'house' }],
    ['a repeated search', { search: ['a', 'b'] }, { kind: 'repeated', name: 'search' }],
    [
      'a search that is too long',
      { search: 'x'.repeat(PAGE_LIMITS.wallSearchLength + 1) },
      { kind: 'long', name: 'search', value: String(PAGE_LIMITS.wallSearchLength) },
    ],
    [
      'too many lanes',
      { lanes: Array.from({ length: PAGE_LIMITS.wallLanes + 1 }, String).join(',') },
      { kind: 'many', name: 'lanes', value: String(PAGE_LIMITS.wallLanes) },
    ],
  ])('name %s as a problem', (_, search, problem) => {
    expect(findWallProblems(search)).toEqual([problem])
  })

  it('are understood as the page writes them', () => {
    expect(
      findWallProblems({ unit: 'token', search: 'a', lanes: 'a,b', simulated: 'true', display: 'full' }),
    ).toEqual([])
  })
})
