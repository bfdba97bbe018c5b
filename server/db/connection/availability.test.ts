import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { Availability } from './availability.ts'
import { DatabaseUnavailable, type Outage } from './database-errors.ts'

const AWAY: Outage = { reason: 'no database answers', needsConnections: true }
const LOCKED: Outage = { reason: 'another process has locked it', needsConnections: false }

it('refuses work at once while a probe fails, and logs one line at loss and one at recovery', async () => {
  const { database, availability, lines, probe } = open()
  database.outage = AWAY
  for (let request = 0; request < 3; request += 1)
    await expect(availability.run(work(AWAY))).rejects.toThrow(AWAY.reason)
  expect(availability.outage).toBe(AWAY.reason)
  await expect(availability.run(async () => 'never run')).rejects.toMatchObject({ code: 'unavailable' })
  database.outage = LOCKED
  await probe()
  expect(availability.outage).toBe(LOCKED.reason)
  database.outage = undefined
  await probe()
  expect(await availability.run(async () => 'served')).toBe('served')
  expect(lines).toEqual([
    'the database is lost: the server answers requests with 503 until it is back',
    'the database is back',
  ])
  expect(database.renewals).toBeGreaterThan(0)
})

it('goes on when one statement fails and the probe succeeds', async () => {
  const { availability, lines } = open()
  await expect(availability.run(work(LOCKED))).rejects.toThrow(LOCKED.reason)
  expect(await availability.run(async () => 'served')).toBe('served')
  expect(lines).toEqual([])
})

it('does not take a refusal of the domain for a lost database', async () => {
  const { availability, database } = open()
  const full = new AoiError('unavailable', 'too many registrations', 1)
  await expect(availability.run(() => Promise.reject(full))).rejects.toBe(full)
  expect(database.probes).toBe(0)
})

it('detects a database that accepts statements without answering, and rejects the waiting work', async () => {
  const { availability, clock, database, lines } = open()
  database.hangs = true
  const hanging = availability.run(() => new Promise(() => {}))
  const given = expect(hanging).rejects.toMatchObject({ code: 'unavailable' })
  clock.advance(LIMITS.readinessWriteMilliseconds)
  await turn()
  clock.advance(LIMITS.readinessWriteMilliseconds)
  await given
  expect(lines).toHaveLength(1)
})

it('probes a lost database at a fixed interval, and stops once it is closed', async () => {
  const { availability, clock, database, probe } = open()
  database.outage = LOCKED
  await expect(availability.run(work(LOCKED))).rejects.toThrow()
  await turn()
  const before = database.probes
  clock.advance(LIMITS.databaseProbeMilliseconds - 1)
  await turn()
  expect(database.probes).toBe(before)
  await probe()
  expect(database.probes).toBe(before + 1)
  availability.close()
  await probe()
  await probe()
  expect(database.probes).toBeLessThanOrEqual(before + 2)
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
const work = (outage: Outage) => () => Promise.reject(new DatabaseUnavailable(outage))

function open() {
  const clock = new TestClock()
  const lines: string[] = []
  const line = (_fields: object, message: string) => void lines.push(message)
  const database = { outage: undefined as Outage | undefined, hangs: false, probes: 0, renewals: 0 }
  const availability = new Availability({
    clock,
    log: { info: line, error: line },
    check: async () => {
      database.probes += 1
      if (database.hangs) await new Promise(() => {})
      if (database.outage !== undefined) throw new DatabaseUnavailable(database.outage)
    },
    renewConnections: async () => {
      database.renewals += 1
    },
  })
  const probe = async () => {
    await turn()
    clock.advance(LIMITS.databaseProbeMilliseconds)
    await turn()
  }
  return { availability, clock, database, lines, probe }
}
