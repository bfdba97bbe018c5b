import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filtersOf, listHref, readListParams, sameParams, withParam } from './list-params.ts'

const FILTERS = [
  { name: 'applicationName', kind: 'text' },
  { name: 'state', kind: 'choice' },
  { name: 'acceptedFrom', kind: 'moment' },
] as const

/** What an address bar gives back for a link. */
function follow(href: string): Record<string, string[]> {
  const search: Record<string, string[]> = {}
  for (const [name, value] of new URL(href, 'http://aoi.test').searchParams) {
    search[name] = [...(search[name] ?? []), value]
  }
  return search
}

const words = fc.string({ unit: 'grapheme', maxLength: 40 })
const searches = fc.record(
  {
    applicationName: words,
    state: words,
    acceptedFrom: fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    sort: words,
    cursor: words,
    stranger: words,
  },
  { requiredKeys: [] },
)

describe('what a list is asked for', () => {
  test('is the same after any way through a link', () => {
    fc.assert(
      fc.property(searches, (search) => {
        const params = readListParams(FILTERS, search)
        expect(readListParams(FILTERS, follow(listHref('/notifications', params)))).toEqual(params)
      }),
    )
  })

  test('knows no name that the list does not know, and nothing empty', () => {
    expect(readListParams(FILTERS, { state: ' ', stranger: 'x', applicationName: ['a', 'b'] })).toEqual({
      applicationName: 'a',
    })
  })

  test('takes a moment of a form as UTC, and leaves out what is none', () => {
    expect(readListParams(FILTERS, { acceptedFrom: '2026-11-24T04:30' })).toEqual({
      acceptedFrom: '2026-11-24T04:30:00.000Z',
    })
    expect(readListParams(FILTERS, { acceptedFrom: 'yesterday' })).toEqual({})
  })

  test('begins at the first page when a filter or the order changes', () => {
    const params = { state: 'live', cursor: 'c1', sort: 'oldest' }
    expect(withParam(params, 'state', undefined)).toEqual({ sort: 'oldest' })
    expect(withParam(params, 'sort', 'newest')).toEqual({ state: 'live', sort: 'newest' })
    expect(withParam(params, 'cursor', 'c2')).toEqual({ state: 'live', sort: 'oldest', cursor: 'c2' })
  })

  test('is, for an act, its filters alone', () => {
    expect(filtersOf({ state: 'live', cursor: 'c1', sort: 'oldest' })).toEqual({ state: 'live' })
  })

  test('is the same whatever the order of its names', () => {
    expect(sameParams({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true)
    expect(sameParams({ a: '1' }, { a: '1', b: '2' })).toBe(false)
  })
})
