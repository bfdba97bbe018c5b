import { expect, it } from 'vitest'
import { planMigrations } from './migrations.ts'

const [first, second] = ['1_first', '2_second'].map((name) => ({ name, sql: '', checksum: `sum of ${name}` }))
const migrations = [first, second].filter((migration) => migration !== undefined)
const applied = { name: '1_first', checksum: 'sum of 1_first', finished: true }

it('returns the migrations that are not applied yet, in order', () => {
  expect(planMigrations(migrations, [])).toEqual(migrations)
  expect(planMigrations(migrations, [applied])).toEqual([second])
})

it('refuses the database of a newer server, and names the migration', () => {
  const newer = { name: '3_third', checksum: '', finished: true }
  expect(() => planMigrations(migrations, [applied, newer])).toThrow(/3_third.*newer/)
})

it('refuses a migration whose file has changed since it was applied', () => {
  expect(() => planMigrations(migrations, [{ ...applied, checksum: 'other' }])).toThrow(/1_first.*differs/)
})

it('refuses a migration that another tool left unfinished', () => {
  expect(() => planMigrations(migrations, [{ ...applied, finished: false }])).toThrow(/1_first.*not finish/)
})
