import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { auditRowSchema } from '#protocol/dashboard/lists/audit.ts'
import { hashRow } from '#server/db/audit/audit-chain.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

describe('an export of the audit', () => {
  let door: BareDoor
  let auditor: SignedIn
  const read = (query: Record<string, string>, as = auditor) =>
    callDashboard(door, { operation: 'exportAudit', as, query })
  const readRows = async (query: Record<string, string> = {}) =>
    (await (await read({ format: 'ndjson', ...query })).text())
      .split('\n')
      .filter(Boolean)
      .map((line) => auditRowSchema.parse(JSON.parse(line)))

  beforeAll(async () => {
    door = await openBareDoor()
    auditor = await signInAs(door, 'auditor')
  })
  afterAll(() => door.close())

  it('is a file with every row, the oldest first, whose hashes anybody can compute', async () => {
    const answered = await read({ format: 'ndjson' })
    expect(answered.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-.+\.ndjson"$/)
    await answered.text()
    const rows = await readRows()
    expect(rows.map(({ action }) => action)).toEqual([
      ...['apiKey.create', 'apiKey.create', 'operator.setup', 'operator.signIn', 'operator.invite'],
      ...['operator.invitation', 'operator.signIn', 'audit.export', 'audit.export'],
    ])
    let previous = ''
    for (const { hash, at, detail = null, ...row } of rows) {
      expect(hash).toBe(hashRow(previous, { ...row, at: Date.parse(at), detail }))
      previous = hash ?? ''
    }
  })

  it('has only the rows that match, and only auditors and admins may have it', async () => {
    const rows = await readRows({ action: 'operator.signIn', actor: auditor.email })
    expect(rows).toMatchObject([{ action: 'operator.signIn', actor: auditor.email }])
    expect((await read({ format: 'csv' }, await signInAs(door, 'operator'))).status).toBe(403)
    expect((await read({ format: 'xml' })).status).toBe(400)
  })

  it('is text that no spreadsheet reads as a formula', async () => {
    const { store, clock } = door.services.context
    await store.recordAudit({ actor: '=1+1', action: 'x', subject: '"', at: clock.now() })
    const lines = (await (await read({ format: 'csv', actor: '=1+1' })).text()).split('\r\n')
    expect(lines[0]).toBe('id,at,actor,action,subject,detail,hash')
    expect(lines[1]).toMatch(/^\d+,[^,]+,'=1\+1,x,"""",,[0-9a-f]{64}$/)
  })

  it('has more rows than one step reads', async () => {
    const { store } = door.services.context
    const at = door.services.context.clock.now()
    const count = LIMITS.listStepRows + 5
    for (let row = 0; row < count; row += 1)
      await store.recordAudit({ actor: 'many', action: 'y', subject: String(row), at })
    const rows = await readRows({ actor: 'many' })
    expect(rows.map(({ subject }) => subject)).toEqual(Array.from({ length: count }, (_, row) => String(row)))
  })
})
