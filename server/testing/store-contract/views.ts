import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { SavedView } from '#server/core/views/view-store.ts'
import { START, type StoreTest } from './actors.ts'

export function describeViews(it: StoreTest): void {
  describe('saved views', () => {
    const view = (ownerId: string, parts: Partial<SavedView> = {}) => ({
      ...{ id: randomUUID(), list: 'tokens' as const, name: 'a', shared: false, savedAt: START },
      ...{
        params: { kind: 'shared' },
        look: { hidden: ['kind'], order: [], widths: {}, density: 'calm' as const },
      },
      ...{ ...parts, ownerId },
    })
    const addOperator = (
      tables: { operator: { create(args: object): Promise<unknown> } },
      id: string,
      role = 'viewer',
    ) => {
      const at = new Date(START)
      const data = { id, name: id, email: `${id}@example.com`, emailVerified: false, role }
      return tables.operator.create({ data: { ...data, createdAt: at, updatedAt: at } })
    }

    it('are seen by their owner, or by all, and shared ones stay without their owner', async ({ store }) => {
      const { views, operatorTables, operatorRoles } = store
      for (const id of ['ada', 'ben']) await addOperator(operatorTables, id)
      const own = await views.saveView(view('ada'))
      const shared = await views.saveView(view('ada', { name: 'b', shared: true }))
      expect(await views.saveView(view('ada', { params: {} }))).toBe(own)
      const seen = async (operatorId: string) =>
        (await views.listViews({ list: 'tokens', operatorId })).map(({ name, isDefault }) => [
          name,
          isDefault,
        ])
      expect(await seen('ada')).toEqual([
        ['a', false],
        ['b', false],
      ])
      const chosen = { operatorId: 'ben', list: 'tokens', viewId: shared ?? '' } as const
      for (const isDefault of [true, true]) await views.chooseDefault({ ...chosen, isDefault })
      expect(await seen('ben')).toEqual([['b', true]])
      expect(await views.findView({ id: own ?? '', operatorId: 'ben' })).toBeUndefined()
      await addOperator(operatorTables, 'chief', 'admin')
      await operatorRoles.remove('ada')
      expect(await seen('ben')).toEqual([['b', true]])
      const kept = await views.findView({ id: shared ?? '', operatorId: 'ben' })
      expect(kept?.ownerId).toBeUndefined()
      expect(await views.findView({ id: own ?? '', operatorId: 'ada' })).toBeUndefined()
    })

    it('are limited, also when many are saved at once', async ({ store: { views, operatorTables } }) => {
      await addOperator(operatorTables, 'ada')
      for (let count = 1; count < LIMITS.viewsPerOperator; count += 1)
        await views.saveView(view('ada', { name: `view ${count}` }))
      const last = ['x', 'y', 'z'].map((name) => views.saveView(view('ada', { name })))
      expect((await Promise.all(last)).filter((id) => id !== undefined)).toHaveLength(1)
    })
  })
}
