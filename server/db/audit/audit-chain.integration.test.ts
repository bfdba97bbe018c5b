import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BOTH_DATABASES, type DatabaseUnderTest } from '#server/testing/both-databases.ts'
import { keepData } from '../backup/keep-data.ts'

const DAY = 86_400_000
const START = 1_800_000_000_000
const ROWS = 6

const set = (columns: string, id: number) => `UPDATE "AuditEvent" SET ${columns} WHERE "id" = ${id}`
const insert = (id: number, hash: string) =>
  `INSERT INTO "AuditEvent" ("id", "actor", "action", "subject", "at", "hash")
    SELECT ${id}, "actor", "action", "subject", "at", ${hash} FROM "AuditEvent" WHERE "id" = 3`

/** Each kind of tampering, and the id of the first row that must be reported. */
const TAMPERINGS: [name: string, sql: string, firstBad: number][] = [
  ['another actor', set(`"actor" = 'mallory@example.com'`, 3), 3],
  ['another action', set(`"action" = 'key.create'`, 3), 3],
  ['another subject', set(`"subject" = 'other'`, 3), 3],
  ['another detail', set(`"detail" = 'other'`, 3), 3],
  ['a detail in place of none', set(`"detail" = ''`, 4), 4],
  ['a removed detail', set(`"detail" = NULL`, 3), 3],
  ['another time', set(`"at" = "at" + 1`, 3), 3],
  ['another hash', set(`"hash" = 'f'`, 3), 3],
  ['a removed hash', set(`"hash" = NULL`, 3), 3],
  ['another id', set(`"id" = 99`, 3), 4],
  ['a change of the first row', set(`"actor" = 'mallory@example.com'`, 1), 1],
  ['a change of the last row', set(`"actor" = 'mallory@example.com'`, ROWS), ROWS],
  ['the first row removed', 'DELETE FROM "AuditEvent" WHERE "id" = 1', 2],
  ['a middle row removed', 'DELETE FROM "AuditEvent" WHERE "id" = 3', 4],
  ['the last row removed', `DELETE FROM "AuditEvent" WHERE "id" = ${ROWS}`, ROWS],
  ['all rows removed', 'DELETE FROM "AuditEvent"', ROWS],
  ['two rows swapped', `${set('"id" = 99', 2)}; ${set('"id" = 2', 5)}; ${set('"id" = 5', 99)}`, 2],
  ['a row inserted before the first', insert(0, 'NULL'), 0],
  ['a row inserted at the end', insert(ROWS + 1, 'NULL'), ROWS + 1],
  ['a row inserted at the end with a hash', insert(ROWS + 1, '"hash"'), ROWS + 1],
  ['a row replaced', `DELETE FROM "AuditEvent" WHERE "id" = 4; ${insert(4, '"hash"')}`, 4],
  ['an earlier end', `UPDATE "AuditChain" SET "lastId" = ${ROWS - 1}`, ROWS],
]

describe.each(BOTH_DATABASES)('the audit on %s', (_, open) => {
  let opened: DatabaseUnderTest
  const verify = (known?: { id: number; hash: string }) =>
    keepData.verifyAudit({ ...opened.place, ...(known && { known }), report: () => {} })
  const record = (at: number, detail?: string) =>
    opened.store.recordAudit({
      ...{ actor: 'ada@example.com', action: 'token.revoke', subject: `é ${at}`, at },
      ...(detail === undefined ? {} : { detail }),
    })

  beforeAll(async () => {
    opened = await open()
    for (let row = 1; row <= ROWS; row += 1)
      await record(START + row, row === 4 ? undefined : `reason ${row}`)
    await opened.execute('CREATE TABLE "Kept" AS SELECT * FROM "AuditEvent"')
    await opened.execute('CREATE TABLE "KeptChain" AS SELECT * FROM "AuditChain"')
  })
  beforeEach(async () => {
    for (const [table, kept] of [
      ['AuditEvent', 'Kept'],
      ['AuditChain', 'KeptChain'],
    ])
      await opened.execute(`DELETE FROM "${table}"; INSERT INTO "${table}" SELECT * FROM "${kept}"`)
  })
  afterAll(() => opened.remove())

  it('has no fault as the server writes it', async () => {
    expect(await verify()).toMatchObject({ chained: ROWS, waiting: 0, last: { id: ROWS }, faults: [] })
    const { last } = await verify()
    expect((await verify(last)).faults).toEqual([])
  })

  it.each(TAMPERINGS)('shows %s', async (_, sql, firstBad) => {
    await opened.execute(sql)
    const { faults } = await verify()
    expect(faults[0]).toMatch(new RegExp(`^row ${firstBad} `))
  })

  it('shows a row that was inserted before the server wrote the next one', async () => {
    await opened.execute(insert(ROWS + 1, 'NULL'))
    if (opened.place.databaseUrl !== undefined)
      await opened.execute(`SELECT setval(pg_get_serial_sequence('"AuditEvent"', 'id'), 100)`)
    await record(START + 20)
    const { faults } = await verify()
    expect(faults).toEqual([expect.stringMatching(`^row ${ROWS + 1} has no hash`)])
  })

  it('shows that a known row is another one after somebody computed the whole chain again', async () => {
    const { last } = await verify()
    await opened.execute(`UPDATE "AuditEvent" SET "hash" = NULL;
      UPDATE "AuditChain" SET "lastId" = 0, "hash" = '', "waitingId" = ${ROWS}; ${set(`"actor" = 'eve'`, 2)}`)
    await opened.store.sweep({ now: START, rows: 100 })
    expect((await verify()).faults).toEqual([])
    expect((await verify(last)).faults).toEqual([`row ${ROWS} has another hash than the expected one`])
  })

  it('can be checked after its oldest rows were removed, and shows a further removed row', async () => {
    const rest = [START + 3 + 365 * DAY, START + 400 * DAY]
    await opened.store.sweep({ now: rest[0] ?? 0, rows: 2 })
    await opened.store.sweep({ now: rest[0] ?? 0, rows: 2 })
    expect(await verify()).toMatchObject({ chained: 3, faults: [] })
    await opened.execute('DELETE FROM "AuditEvent" WHERE "id" = 4')
    expect((await verify()).faults[0]).toMatch(/^row 5 /)
    await opened.store.sweep({ now: rest[1] ?? 0, rows: 100 })
    await record(START + 401 * DAY)
    expect(await verify()).toMatchObject({ chained: 1, faults: [] })
  })

  it('adds the rows of an earlier version to the chain in bounded steps, before all new ones', async () => {
    await opened.execute(`UPDATE "AuditEvent" SET "hash" = NULL;
      UPDATE "AuditChain" SET "lastId" = 0, "hash" = '', "waitingId" = ${ROWS}`)
    await record(START + 20)
    expect(await verify()).toMatchObject({ chained: 0, waiting: ROWS + 1, faults: [] })
    await opened.store.sweep({ now: START, rows: 4 })
    expect(await verify()).toMatchObject({ chained: 4, waiting: ROWS - 3, faults: [] })
    await opened.store.sweep({ now: START, rows: 4 })
    await record(START + 21)
    expect(await verify()).toMatchObject({ chained: ROWS + 2, waiting: 0, faults: [] })
  })

  it('keeps its chain when many rows are written at once, by several nodes where there are several', async () => {
    const node = (await opened.openNode?.()) ?? opened.store
    const event = { actor: 'a', action: 'b', subject: 'lone \ud800 surrogate', at: START }
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? opened.store : node).recordAudit(event)),
    )
    expect(await verify()).toMatchObject({ chained: ROWS + 40, faults: [] })
    if (node !== opened.store) await node.close()
  })
})
