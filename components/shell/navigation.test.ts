import { expect, it } from 'vitest'
import { findCurrent } from './current-item.ts'
import { listNavigation, NAVIGATION_GROUPS } from './navigation.ts'

it('names the pages that the role may open', () => {
  const pages = (role: Parameters<typeof listNavigation>[0]) => listNavigation(role).map(({ page }) => page)
  expect(pages('admin')).toContain('operators')
  expect(pages('operator')).not.toContain('audit')
  expect(pages('auditor')).toContain('audit')
  expect(pages('auditor')).not.toContain('demo')
})

it('keeps the pages of a group together, in the order of the groups', () => {
  const groups = listNavigation('admin').map(({ group }) => group)
  const runs = groups.filter((group, place) => group !== groups[place - 1])
  expect(runs).toEqual([...NAVIGATION_GROUPS])
})

it('gives every page a key of its own', () => {
  const keys = listNavigation('admin').map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

it('finds the item to which a page belongs', () => {
  const items = listNavigation('admin')
  expect(findCurrent(items, '/')?.page).toBe('overview')
  expect(findCurrent(items, '/tokens/7')?.page).toBe('tokens')
  expect(findCurrent(items, '/settings/operators')?.page).toBe('operators')
  expect(findCurrent(items, '/nowhere')).toBeUndefined()
})
