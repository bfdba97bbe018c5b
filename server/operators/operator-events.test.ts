import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { AuditEvent } from '#server/core/store.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { OperatorEvents } from './operator-events.ts'

function open() {
  const clock = new TestClock()
  const rows: AuditEvent[] = []
  const lines: object[] = []
  const write = (fields: object) => void lines.push(fields)
  const events = new OperatorEvents({
    store: { recordAudit: async (event) => void rows.push(event) },
    clock,
    log: { debug: write, info: write, warn: write, error: write },
  })
  const fail = (given: { address?: string; account?: string; refused?: boolean } = {}) => {
    const { address = '203.0.113.1', account = 'ada@example.com', refused = false } = given
    events.noteFailure({ secret: 'password', address, account, refused, requestId: 'id' })
  }
  return { clock, rows, lines, events, fail }
}

describe('an event of an operator', () => {
  it('is written to the audit and to the log', async () => {
    const { events, rows, lines } = open()
    await events.record({
      actor: 'ada@example.com',
      action: 'operator.signIn',
      subject: '1',
      detail: 'passkey',
    })
    expect(rows).toMatchObject([{ action: 'operator.signIn', detail: 'passkey' }])
    expect(lines).toMatchObject([{ action: 'operator.signIn', actor: 'ada@example.com' }])
  })

  it('of a repeated failure is counted: two rows an hour for an account and address, and one for lock-outs', () => {
    const { clock, rows, lines, fail } = open()
    for (let tries = 0; tries < 500; tries += 1) fail()
    for (let tries = 0; tries < 300; tries += 1) fail({ refused: true })
    expect(rows).toHaveLength(2)
    clock.advance(LIMITS.failedSignInsCountedSeconds * 1000)
    expect(rows.slice(0, 4)).toMatchObject([
      { action: 'operator.signInFailed', subject: 'ada@example.com', detail: 'password from 203.0.113.1' },
      { action: 'operator.signInRefused' },
      { action: 'operator.signInFailed', detail: 'password from 203.0.113.1, 499 more' },
    ])
    expect(lines.length).toBeLessThanOrEqual(4)
  })

  it('takes a bounded number of rows, for any number of accounts and addresses of an attacker', async () => {
    const { rows, events, fail } = open()
    for (let tries = 0; tries < 5000; tries += 1) fail({ address: `address ${tries}` })
    await events.flush()
    expect(rows.length).toBeLessThanOrEqual(LIMITS.failedSignInsNamed + 2)
    expect(rows.at(-1)).toMatchObject({ subject: 'others' })
    expect(rows.at(-1)?.detail).toMatch(/49\d\d more/)
  })

  it('does not contain an unknown account name, because people sometimes type passwords there', () => {
    const { rows, events } = open()
    events.noteFailure({
      secret: 'password',
      address: 'x',
      account: undefined,
      refused: false,
      requestId: 'id',
    })
    expect(rows).toMatchObject([{ subject: 'unknown' }])
  })
})
