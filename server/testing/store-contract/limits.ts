import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import { addClient, addMember, newTokenName, START, type StoreTest } from './actors.ts'

/** Apart from the others, because going over this limit takes a thousand transactions. */
export function describeLimits(it: StoreTest): void {
  describe('limits', () => {
    it('refuses one registration more than an AOI Client may hold', { timeout: 60_000 }, async ({
      store,
    }) => {
      const aoiClientId = await addClient(store)
      const tokens = Array.from({ length: LIMITS.registrationsPerClient }, newTokenName)
      for (const clientAppToken of tokens) await addMember(store, { clientAppToken, aoiClientId })
      const refused = addMember(store, { clientAppToken: newTokenName(), aoiClientId })
      await expect(refused).rejects.toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) })
      await store.deregister({ aoiClientId, clientAppToken: tokens[0] ?? '', at: START })
      expect((await addMember(store, { clientAppToken: newTokenName(), aoiClientId })).created).toBe(true)
    })
  })
}
