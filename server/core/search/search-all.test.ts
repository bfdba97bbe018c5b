import { expect, it } from 'vitest'
import type { SearchGroup } from '#protocol/dashboard/search.ts'
import { withoutEmpty } from './search-all.ts'

const found: SearchGroup = { kind: 'hook', hits: [{ id: 'in_1', match: 'name' }], more: false }
const without = (more: Partial<SearchGroup> = {}): SearchGroup => ({
  ...{ kind: 'auditEvent', hits: [], more: false },
  ...more,
})

it('leaves out a group that has nothing to say', () => {
  expect(withoutEmpty([without(), found])).toEqual([found])
  expect(withoutEmpty([without()])).toEqual([])
})

it.each([{ cut: 'time' }, { cut: 'index' }, { waiting: 3 }] as const)(
  'keeps a group without hits and with %o',
  (more) => {
    expect(withoutEmpty([without(more), found])).toHaveLength(2)
  },
)

it('says that only the newest rows were searched where nothing was found', () => {
  const cut = without({ cut: 'rows' })
  expect(withoutEmpty([cut])).toEqual([cut])
  expect(withoutEmpty([cut, found])).toEqual([found])
})
