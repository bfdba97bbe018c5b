import { describe, expect, it } from 'vitest'
import { arrangeColumns, moveColumn, readView } from './arrange-columns.ts'
import { readGridLook } from './use-grid-look.ts'

const LOOK = { hidden: [], order: [], widths: {}, density: 'calm' } as const
const COLUMNS = [{ id: 'name' }, { id: 'state', width: 'w-26' }, { id: 'queue' }, { id: 'created' }]
const idsOf = (columns: readonly { id: string }[]) => columns.map(({ id }) => id)

describe('the look of a list', () => {
  it('orders the columns, but the first, and puts new ones at the end', () => {
    const arranged = arrangeColumns(COLUMNS, { ...LOOK, order: ['created', 'name', 'state'] })
    expect(idsOf(arranged)).toEqual(['name', 'created', 'state', 'queue'])
  })

  it('sets widths beside those of the page', () => {
    const [, state, queue] = arrangeColumns(COLUMNS, { ...LOOK, widths: { queue: 'narrow' } })
    expect([state?.width, queue?.width]).toEqual(['w-26', 'w-24'])
  })

  it('moves a column by one place, and never past the first one', () => {
    const ids = idsOf(COLUMNS)
    expect(moveColumn(ids, 'queue', -1)).toEqual(['name', 'queue', 'state', 'created'])
    expect(moveColumn(ids, 'state', -1)).toEqual(ids)
    expect(moveColumn(ids, 'name', 1)).toEqual(ids)
    expect(moveColumn(ids, 'created', 1)).toEqual(ids)
  })

  it('of an earlier version in the browser has no order and no widths', () => {
    expect(readGridLook('{"hidden":["queue"],"density":"dense"}')).toEqual({
      ...LOOK,
      hidden: ['queue'],
      density: 'dense',
    })
    expect(readGridLook('{"widths":{"queue":"huge"},"order":[1,"state"]}')).toEqual({
      ...LOOK,
      order: ['state'],
    })
  })
})

describe('a saved view', () => {
  it('of another version keeps what the page knows, and names the rest', () => {
    const look = { ...LOOK, hidden: ['gone', 'queue'], order: ['gone', 'state'], widths: { other: 'wide' } }
    const view = { params: { state: 'live', colour: 'red' }, look: look as never }
    expect(readView(view, { columns: idsOf(COLUMNS), params: ['state', 'sort'] })).toEqual({
      params: { state: 'live' },
      look: { ...LOOK, hidden: ['queue'], order: ['state'] },
      unknown: ['gone', 'other', 'colour'],
    })
  })
})
