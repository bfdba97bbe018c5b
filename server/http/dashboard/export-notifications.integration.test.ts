import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { notificationRowSchema } from '#protocol/dashboard/lists/notifications.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { toCsvLine } from './export-formats.ts'

const SENT = LIMITS.listRows + 5

describe('an export of notifications', () => {
  let door: BareDoor
  let viewer: SignedIn
  let token: string

  const read = (query: Record<string, string>, as = viewer) =>
    callDashboard(door, { operation: 'exportNotifications', as, query })

  beforeAll(async () => {
    door = await openBareDoor()
    viewer = await signInAs(door, 'viewer')
    token = await registerApp(door.url, { as: await registerClient(door.url) })
    for (let index = 0; index < SENT; index++) {
      const body = {
        messageType: 'notificationReq',
        clientAppToken: token,
        payload: index - 1,
        topic: `t${index}`,
      }
      await call(door.url, { path: '/api/v1/notifications', key: door.keys.chat, body })
    }
  })
  afterAll(() => door.close())

  it('contains every matching row of all pages once, as a file', async () => {
    const answered = await read({ format: 'ndjson', applicationName: 'com.example.chat', sort: 'oldest' })
    expect(answered.headers.get('content-disposition')).toMatch(
      /^attachment; filename="notifications-.+\.ndjson"$/,
    )
    const text = await answered.text()
    expect(text).not.toContain(token)
    const rows = text
      .trim()
      .split('\n')
      .map((line) => notificationRowSchema.parse(JSON.parse(line)))
    expect(rows.map(({ topic }) => topic)).toEqual(Array.from({ length: SENT }, (_, index) => `t${index}`))
    expect(await (await read({ format: 'ndjson', applicationName: 'org.other' })).text()).toBe('')
  })

  it('contains payloads that no spreadsheet reads as formulas', async () => {
    const answered = await read({ format: 'csv', payload: 'true', sort: 'oldest' })
    const [head, first, second] = (await answered.text()).split('\r\n')
    expect(head).toMatch(/^id,acceptedAt,.*,revoked,erasedAt,payload$/)
    expect(first).toMatch(/,'-1$/)
    expect(second).toMatch(/,0$/)
  })

  it('contains payloads only for operators who may read them, and is audited', async () => {
    const auditor = await signInAs(door, 'auditor')
    expect((await read({ format: 'csv', payload: 'true' }, auditor)).status).toBe(403)
    expect((await read({ format: 'csv' }, auditor)).status).toBe(200)
    expect((await read({ format: 'xml' })).status).toBe(400)
    const audit = await callDashboard(door, { operation: 'listAudit', as: auditor, query: { limit: '1' } })
    expect(await audit.json()).toMatchObject({
      rows: [{ actor: auditor.email, action: 'notification.export', subject: 'csv' }],
    })
  })
})

describe('a line of CSV', () => {
  it('preserves every cell, and no cell begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
        const back = readCells(toCsvLine(cells))
        expect(back.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n])/, ''))).toEqual(
          cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n])/, '')),
        )
        for (const cell of back) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
      }),
    )
  })
})

/** Returns the cells of one line by RFC 4180. */
function readCells(line: string): string[] {
  const cells: string[] = []
  const cell = /("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r\n)/gy
  for (let match = cell.exec(line); match !== null; match = cell.exec(line)) {
    const [, text = '', end] = match
    cells.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)
    if (end === '\r\n') break
  }
  return cells
}
