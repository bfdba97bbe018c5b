import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  filtersOf,
  findListProblems,
  listHref,
  readListParams,
  sameParams,
  withParam,
} from './list-params.ts'

const LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'state', kind: 'choice', values: ['live', 'expired'] },
    { name: 'acceptedFrom', kind: 'moment' },
  ],
  sorts: ['oldest'],
  others: [{ name: 'window', kind: 'choice', values: ['hour', 'day'] }],
} as const

/** Parses a link as the address bar would. */
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

describe('the parameters of a list', () => {
  test('are the same after a round trip through a link', () => {
    fc.assert(
      fc.property(searches, (search) => {
        const params = readListParams(LIST, search)
        expect(readListParams(LIST, follow(listHref('/notifications', params)))).toEqual(params)
      }),
    )
  })

  test.each([
    ['an unknown name', { stranger: 'x' }, { kind: 'unknown', name: 'stranger' }],
    ['an unknown name that is empty', { stranger: '' }, { kind: 'unknown', name: 'stranger' }],
    ['a repeated parameter', { applicationName: ['a', 'b'] }, { kind: 'repeated', name: 'applicationName' }],
    ['an invalid value', { state: 'gone' }, { kind: 'choice', name: 'state', value: 'gone' }],
    ['an invalid order', { sort: 'newest' }, { kind: 'choice', name: 'sort', value: 'newest' }],
    [
      'an invalid date',
      { acceptedFrom: 'yesterday' },
      { kind: 'moment', name: 'acceptedFrom', value: 'yesterday' },
    ],
    ['a number for a date', { acceptedFrom: '5' }, { kind: 'moment', name: 'acceptedFrom', value: '5' }],
    [
      'a day that does not exist',
      { acceptedFrom: '2026-13-45' },
      { kind: 'moment', name: 'acceptedFrom', value: '2026-13-45' },
    ],
    [
      'a wrong value of the surrounding page',
      { window: 'year' },
      { kind: 'choice', name: 'window', value: 'year' },
    ],
  ])('name %s as a problem, and leave it out', (_, search, problem) => {
    expect(findListProblems(LIST, search)).toEqual([problem])
    expect(readListParams(LIST, search)).toEqual({})
  })

  test('accept empty values, parameters of the surrounding page, and times as a form sends them', () => {
    const search = {
      state: ' ',
      window: 'day',
      acceptedFrom: '2026-11-24T04:30',
      sort: 'oldest',
      cursor: 'c',
    }
    expect(findListProblems(LIST, search)).toEqual([])
    expect(readListParams(LIST, search)).toEqual({
      acceptedFrom: '2026-11-24T04:30:00.000Z',
      sort: 'oldest',
      cursor: 'c',
    })
    expect(readListParams(LIST, { acceptedFrom: '2026-11-24' }).acceptedFrom).toBe('2026-11-24T00:00:00.000Z')
  })

  test('return to the first page when a filter or the order changes', () => {
    const params = { state: 'live', cursor: 'c1', sort: 'oldest' }
    expect(withParam(params, 'state', undefined)).toEqual({ sort: 'oldest' })
    expect(withParam(params, 'sort', 'newest')).toEqual({ state: 'live', sort: 'newest' })
    expect(withParam(params, 'cursor', 'c2')).toEqual({ state: 'live', sort: 'oldest', cursor: 'c2' })
  })

  test('are only the filters for an act', () => {
    expect(filtersOf({ state: 'live', cursor: 'c1', sort: 'oldest' })).toEqual({ state: 'live' })
  })

  test('are equal in any order', () => {
    expect(sameParams({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true)
    expect(sameParams({ a: '1' }, { a: '1', b: '2' })).toBe(false)
  })
})
