import { expect, it } from 'vitest'
import { findCurrent, listNavigation } from './navigation.ts'

it('names the pages that the role may open', () => {
  const labels = (role: Parameters<typeof listNavigation>[0]) =>
    listNavigation(role).map(({ label }) => label)
  expect(labels('admin')).toContain('Operators')
  expect(labels('operator')).not.toContain('Audit')
  expect(labels('auditor')).toContain('Audit')
  expect(labels('auditor')).not.toContain('Demo')
})

it('gives every page a key of its own', () => {
  const keys = listNavigation('admin').map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

it('finds the item that a page lies below', () => {
  const items = listNavigation('admin')
  expect(findCurrent(items, '/')?.label).toBe('Overview')
  expect(findCurrent(items, '/tokens/7')?.label).toBe('Tokens')
  expect(findCurrent(items, '/settings/operators')?.label).toBe('Operators')
  expect(findCurrent(items, '/start')).toBeUndefined()
})
