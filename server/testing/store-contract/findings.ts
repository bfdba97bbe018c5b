import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { FindingState } from '#protocol/finding-kinds.ts'
import { FINDINGS_APPLICATION } from '#server/core/findings/finding-store.ts'
import { type ContractStore, START, type StoreTest } from './actors.ts'

const id = (digit: number) => String(digit).repeat(16)
const opening = (digit: number, subject = '') => ({
  ...({ id: id(digit), kind: 'webhookFails', subject, count: 1, detail: 'orders' } as const),
})
const NOTHING = { opened: [], changed: [], resolved: [] }

async function idsOf(store: ContractStore, state: FindingState, now = START): Promise<string[]> {
  const { rows } = await store.findings.list({ limit: 10, filter: { state }, now })
  return rows.map((finding) => finding.id)
}

/** The life of findings. */
export function describeFindings(it: StoreTest): void {
  describe('findings', () => {
    it('open once for each thing, also if two nodes see it, and again after they were resolved', async ({
      store,
    }) => {
      const { findings } = store
      await findings.change({ ...NOTHING, opened: [opening(1, 'w1'), opening(2, 'w2')], at: START })
      await findings.change({ ...NOTHING, opened: [opening(3, 'w1')], at: START + 1 })
      expect((await findings.listUnresolved()).map((finding) => finding.id)).toEqual([id(2), id(1)])
      await findings.change({ ...NOTHING, resolved: [id(1)], at: START + 2 })
      await findings.change({ ...NOTHING, opened: [opening(4, 'w1')], at: START + 3 })
      expect((await findings.listUnresolved()).map((finding) => finding.id)).toEqual([id(4), id(2)])
      expect(await findings.find(id(1))).toMatchObject({ since: START, resolvedAt: START + 2 })
      expect(await idsOf(store, 'resolved')).toEqual([id(1)])
    })

    it('take new evidence while they are not resolved', async ({ store }) => {
      const { findings } = store
      await findings.change({ ...NOTHING, opened: [opening(1)], at: START })
      await findings.change({ ...NOTHING, changed: [{ id: id(1), count: 7 }], at: START + 1 })
      expect(await findings.find(id(1))).toEqual({
        ...{ id: id(1), kind: 'webhookFails', subject: '', count: 7, since: START },
      })
    })

    it('are acknowledged and muted until they are resolved', async ({ store }) => {
      const { findings } = store
      const [by, at] = ['ada@example.com', START]
      await findings.change({ ...NOTHING, opened: [opening(1)], at })
      expect(await idsOf(store, 'open')).toEqual([id(1)])
      expect(await findings.acknowledge({ id: id(1), by, at })).toBe(true)
      expect(await idsOf(store, 'acknowledged')).toEqual([id(1)])
      expect(await findings.mute({ id: id(1), by, until: START + 10 })).toBe(true)
      expect(await idsOf(store, 'muted')).toEqual([id(1)])
      expect(await idsOf(store, 'acknowledged')).toEqual([])
      expect(await idsOf(store, 'acknowledged', START + 10)).toEqual([id(1)])
      expect(await findings.mute({ id: id(1), by, until: undefined })).toBe(true)
      expect(await idsOf(store, 'muted')).toEqual([])
      await findings.change({ ...NOTHING, resolved: [id(1)], at })
      expect(await findings.acknowledge({ id: id(1), by, at })).toBe(false)
      expect(await findings.mute({ id: id(1), by, until: START + 10 })).toBe(false)
    })

    it('leave the server as events, where somebody wants those of findings', async ({ store }) => {
      const { events, findings } = store
      const reader = { apiKeyId: 'k1', grants: [FINDINGS_APPLICATION], endsAt: START + 1000 }
      await findings.change({ ...NOTHING, opened: [opening(1)], at: START })
      await events.keepReader(reader)
      await findings.change({ ...NOTHING, opened: [opening(2, 'w2')], at: START })
      await findings.change({ ...NOTHING, resolved: [id(2)], at: START + 1 })
      await events.takeLease({ nodeId: 'a', now: START, endsAt: START + 1000 })
      await events.number({ nodeId: 'a', rows: 10 })
      const read = await events.read({ after: 0, rows: 10 })
      expect(read.map(({ type, data }) => [type, JSON.parse(data)])).toMatchObject([
        ['finding.opened', { findingId: id(2), kind: 'webhookFails', subject: 'w2', detail: 'orders' }],
        ['finding.resolved', { findingId: id(2), since: new Date(START).toISOString() }],
      ])
    })

    it('are removed a while after they were resolved', async ({ store }) => {
      await store.findings.change({ ...NOTHING, opened: [opening(1), opening(2, 'w2')], at: START })
      await store.findings.change({ ...NOTHING, resolved: [id(1)], at: START })
      const now = START + LIMITS.findingsKeptSeconds * 1000
      await store.sweep({ now: now - 1, rows: 100 })
      expect(await store.findings.find(id(1))).toBeDefined()
      await store.sweep({ now, rows: 100 })
      expect(await store.findings.find(id(1))).toBeUndefined()
      expect(await store.findings.find(id(2))).toBeDefined()
    })
  })
}
