import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import { readAll, START, type StoreTest } from './actors.ts'

const DAY = 86_400_000

export function describeAdminKeys(it: StoreTest): void {
  describe('admin keys', () => {
    const key = {
      ...{ id: 'k1', secretHash: 'ab', name: 'terraform', createdBy: 'ada@example.com' },
      scopes: ['keys:write'] as const,
      createdAt: START,
    }

    it('are found, listed newest first, touched, and revoked once', async ({ store }) => {
      expect(await store.createAdminKey(key)).toBe('made')
      expect(await store.findAdminKey('k1')).toEqual(key)
      expect(await store.findAdminKey('k9')).toBeUndefined()
      await store.createAdminKey({ ...key, id: 'k2', name: 'ansible', createdAt: START + 1 })
      await store.touchAdminKey({ id: 'k2', at: START + 5 })
      const rows = await readAll((page) => store.listAdminKeys(page), 1)
      expect(rows.map(({ id, lastUsedAt }) => [id, lastUsedAt])).toEqual([
        ['k2', START + 5],
        ['k1', undefined],
      ])
      expect(await store.revokeAdminKey({ id: 'k1', at: START + 6 })).toBe(true)
      expect(await store.revokeAdminKey({ id: 'k1', at: START + 7 })).toBe(false)
      expect((await store.findAdminKey('k1'))?.revokedAt).toBe(START + 6)
    })

    it('have a name that no other valid key has, even when many are made at once', async ({ store }) => {
      const ids = ['a', 'b', 'c', 'd']
      const made = await Promise.all(ids.map((id) => store.createAdminKey({ ...key, id })))
      const [first] = await readAll((page) => store.listAdminKeys(page), 10)
      expect(made.filter((outcome) => outcome === 'made')).toHaveLength(1)
      expect(made.filter((outcome) => outcome !== 'made')).toEqual(Array(3).fill({ id: first?.id }))
      await store.revokeAdminKey({ id: first?.id ?? '', at: START + 1 })
      const next = { ...key, id: 'e', createdAt: START + 1, expiresAt: START + 2 }
      expect(await store.createAdminKey(next)).toBe('made')
      expect(await store.createAdminKey({ ...key, id: 'f', createdAt: START + 2 })).toBe('made')
    })
  })

  describe('templates of operators', () => {
    const message = { payload: '{}', ttl: 60, urgency: 'normal' } as const
    const template = (name: string, savedAt = START) => ({
      ...{ id: randomUUID(), name, message, savedBy: 'ada@example.com', savedAt },
    })

    it('are listed by name, replaced by name, and removed once', async ({ store: { composeStore } }) => {
      const first = template('b')
      for (const one of [first, template('a')]) expect(await composeStore.saveTemplate(one)).toBe(true)
      const next = { ...template('b', START + 1), message: { ...message, topic: 'planned' } }
      expect(await composeStore.saveTemplate(next)).toBe(true)
      const listed = await composeStore.listTemplates()
      expect(listed.map(({ name }) => name)).toEqual(['a', 'b'])
      expect(listed[1]).toEqual({ ...next, id: first.id })
      expect(await composeStore.removeTemplate(first.id)).toBe('b')
      expect(await composeStore.removeTemplate(first.id)).toBeUndefined()
    })

    it('are limited, also when many are saved at once', async ({ store: { composeStore } }) => {
      for (let index = 1; index < LIMITS.composeTemplates; index += 1)
        await composeStore.saveTemplate(template(`template ${index}`))
      const last = ['x', 'y', 'z'].map((name) => composeStore.saveTemplate(template(name)))
      expect((await Promise.all(last)).filter(Boolean)).toEqual([true])
      const kept = (await composeStore.listTemplates())[0]?.name ?? ''
      expect(await composeStore.saveTemplate(template(kept))).toBe(true)
    })
  })

  describe('things that are to be the only ones of their name', () => {
    it('are one API key of a Server Application, even when many are made at once', async ({ store }) => {
      const key = { secretHash: 'ab', serverApplicationName: 'Forecast', grants: ['a'], createdAt: START }
      const make = (id: string) => store.createApiKey({ ...key, id, isOnly: true })
      const made = await Promise.all(['a', 'b', 'c', 'd'].map(make))
      const rows = await readAll((page) => store.listApiKeys(page), 10)
      expect(rows).toHaveLength(1)
      expect(made.filter((id) => id !== undefined)).toEqual(Array(3).fill(rows[0]?.id))
      await store.revokeApiKey({ id: rows[0]?.id ?? '', at: START + 1 })
      expect(await make('e')).toBeUndefined()
    })

    it('are one valid enrolment code, even when many are made at once', async ({ store }) => {
      const code = {
        secretHash: 'ab',
        kind: 'device',
        name: 'shop',
        createdBy: 'x',
        createdAt: START,
      } as const
      const make = (id: string, given: object = {}) =>
        store.createEnrolmentCode({ ...code, id, isOnly: true, ...given })
      const made = await Promise.all(['a', 'b', 'c', 'd'].map((id) => make(id)))
      const [first] = await readAll((page) => store.listEnrolmentCodes(page), 10)
      expect(made.filter((outcome) => outcome === true)).toHaveLength(1)
      expect(made.filter((outcome) => outcome !== true)).toEqual(Array(3).fill(first?.id))
      await store.revokeEnrolmentCode({ id: first?.id ?? '', at: START + 1 })
      expect(await make('e', { expiresAt: START + DAY })).toBe(true)
      expect(await make('f', { createdAt: START + DAY })).toBe(true)
    })
  })
}
