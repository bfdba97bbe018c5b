import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { DEFAULT_QUOTAS } from '#server/core/limits/quotas.ts'
import { QuotaMemory } from './quota-memory.ts'

const QUOTA = 10_000
const use = (key: string, bytes: number) => ({ unit: 'token' as const, key, notifications: 1, bytes })

function open(): QuotaMemory {
  return new QuotaMemory({ ...DEFAULT_QUOTAS, token: QUOTA, application: undefined })
}

it('remembers parties near their quota until they have room again', () => {
  const memory = open()
  memory.learn([use('1', 9000), use('2', 10)])
  expect([memory.isAnyNear([use('1', 0)]), memory.isAnyNear([use('2', 0)])]).toEqual([true, false])
  expect(memory.isAnyNear([use('2', 0), use('1', 0)])).toBe(true)
  memory.learn([use('1', 10)])
  expect(memory.isAnyNear([use('1', 0)])).toBe(false)
})

it('remembers no party of a unit without a quota', () => {
  const memory = open()
  memory.learn([{ ...use('1', 9e15), unit: 'application' }])
  expect(memory.isAnyNear([{ unit: 'application', key: '1' }])).toBe(false)
})

it('evicts the party that was remembered first when there are too many', () => {
  const memory = open()
  for (let key = 0; key <= LIMITS.partiesNearQuota; key += 1) memory.learn([use(String(key), QUOTA)])
  expect([memory.isAnyNear([use('0', 0)]), memory.isAnyNear([use('1', 0)])]).toEqual([false, true])
})
