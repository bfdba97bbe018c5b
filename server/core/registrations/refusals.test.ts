import { describe, expect, it } from 'vitest'
import { TestClock } from '#server/testing/test-clock.ts'
import { AoiError } from '../errors.ts'
import type { RegistrationRefusal } from '../store.ts'
import { Refusals } from './refusals.ts'

const REFUSAL = { code: 'invalid', reason: 'tokenSeed: must be at least 16 bytes here' }

describe('Refusals', () => {
  it('records ten refusals a second, with their times', async () => {
    const { refusals, clock, kept } = openRefusals()
    for (let count = 0; count < 25; count += 1) await refusals.record(REFUSAL)
    expect(kept).toEqual(Array.from({ length: 10 }, () => ({ ...REFUSAL, at: clock.now() })))
    clock.advance(1000)
    await refusals.record(REFUSAL)
    expect(kept).toHaveLength(11)
  })

  it('refuses a registration even when the database is too busy to record the refusal', async () => {
    const { refusals, database } = openRefusals()
    database.fail = new AoiError('unavailable', 'busy', 5)
    await expect(refusals.record(REFUSAL)).resolves.toBeUndefined()
    database.fail = new Error('not foreseen')
    await expect(refusals.record(REFUSAL)).rejects.toThrow('not foreseen')
  })
})

function openRefusals() {
  const clock = new TestClock()
  const kept: RegistrationRefusal[] = []
  const database: { fail: Error | undefined } = { fail: undefined }
  const recordRefusal = async (refusal: RegistrationRefusal) => {
    if (database.fail !== undefined) throw database.fail
    kept.push(refusal)
  }
  return { refusals: new Refusals({ store: { recordRefusal }, clock }), clock, kept, database }
}
