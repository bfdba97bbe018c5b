import { expect, test } from 'vitest'
import { DASHBOARD_PAGES } from '#protocol/dashboard/manifest.ts'
import { SEARCH_KINDS, type SearchHit } from '#protocol/dashboard/search.ts'
import { AUDIT_LIST } from '../audit/filters.ts'
import { linkToHit } from './hit-links.ts'

const hit = (parts: Partial<SearchHit> = {}): SearchHit => ({ id: 'x', match: 'name', ...parts })

test('the hit of every kind leads to a page of the dashboard', () => {
  const patterns = Object.values(DASHBOARD_PAGES).map(({ path }) => path.replace(/\[\w+\]/, 'x'))
  for (const kind of SEARCH_KINDS) {
    const match = kind === 'auditEvent' ? 'subject' : 'name'
    expect(patterns, kind).toContain(linkToHit(kind, hit({ match })).split('?')[0])
  }
})

test('an id of any characters stays one part of the path', () => {
  expect(linkToHit('hook', hit({ id: '../audit?x' }))).toBe('/hooks/..%2Faudit%3Fx')
})

test('an audit event leads to the list with the filter that matched', () => {
  const filters: readonly string[] = AUDIT_LIST.filters.map(({ name }) => name)
  for (const match of ['actor', 'subject'] as const) {
    expect(filters).toContain(match)
    expect(linkToHit('auditEvent', hit({ match, detail: 'a b' }))).toBe(`/audit?${match}=a+b`)
  }
  expect(linkToHit('auditEvent', hit({ match: 'action', name: 'hook.test' }))).toBe('/audit?action=hook.test')
})
