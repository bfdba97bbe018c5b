import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENTRY_ACCEPTED_AT, logEntry } from '#server/testing/log-entry.ts'
import type { LogEntry } from '../store.ts'
import type { Recipient } from './now-or-never.ts'
import { planDelivery, type Step } from './plan-delivery.ts'

const now = ENTRY_ACCEPTED_AT + 1000

/** A stretch of a log with compacted and ended rows. */
const stretch = fc.record({
  afterSeq: fc.nat({ max: 1000 }),
  joinedSeq: fc.nat({ max: 1000 }),
  rows: fc.array(
    fc.option(
      fc.record({
        state: fc.constantFrom<LogEntry['state']>('live', 'cancelled', 'replaced'),
        lives: fc.constantFrom(0, 999, 1001, 3_600_000),
      }),
    ),
    { maxLength: 40 },
  ),
})

describe('planDelivery', () => {
  it('covers every seq exactly once, in order', () => {
    fc.assert(
      fc.property(stretch, (given) => {
        const covered = planDelivery(inputOf(given)).flatMap(seqsOf)
        expect(covered).toEqual(given.rows.map((_, index) => given.afterSeq + 1 + index))
      }),
    )
  })

  it('sends exactly the notifications that are live and due, and gives the reason for every other seq', () => {
    fc.assert(
      fc.property(stretch, (given) => {
        const input = inputOf(given)
        const fates = new Map(planDelivery(input).flatMap((step) => seqsOf(step).map((seq) => [seq, step])))
        for (const [index, row] of given.rows.entries()) {
          const step = fates.get(given.afterSeq + 1 + index)
          const fate = step?.kind === 'gap' ? step.reason : 'sent'
          const isDue =
            row !== null &&
            (row.lives > 1000 || (row.lives === 0 && given.afterSeq + 1 + index > given.joinedSeq))
          const expected =
            row === null ? 'expired' : row.state !== 'live' ? row.state : isDue ? 'sent' : 'expired'
          expect(fate).toBe(expected)
        }
      }),
    )
  })

  it('joins adjacent gaps with one reason', () => {
    fc.assert(
      fc.property(stretch, (given) => {
        const steps = planDelivery(inputOf(given))
        for (const [index, step] of steps.entries()) {
          const next = steps[index + 1]
          if (step.kind === 'gap' && next?.kind === 'gap') expect(next.reason).not.toBe(step.reason)
        }
      }),
    )
  })

  it('keeps TTL 0 due for two seconds for a member connected at its acceptance, and for no other', () => {
    const entry = logEntry({ seq: 5, expiresAt: ENTRY_ACCEPTED_AT })
    const kindAt = (at: number, recipient: Recipient) =>
      planDelivery({ entries: [entry], afterSeq: 4, upToSeq: 5, now: at, recipient }).map((step) => step.kind)
    const there = recipientOf({ joinedSeq: 4 })
    expect(kindAt(ENTRY_ACCEPTED_AT + 1999, there)).toEqual(['notification'])
    expect(kindAt(ENTRY_ACCEPTED_AT + 2000, there)).toEqual(['gap'])
    expect(kindAt(ENTRY_ACCEPTED_AT + 1, recipientOf({ joinedSeq: 5 }))).toEqual(['gap'])
    expect(kindAt(ENTRY_ACCEPTED_AT + 1, { ...there, connectedAt: ENTRY_ACCEPTED_AT + 1 })).toEqual(['gap'])
  })

  it('makes a gap for a member to which a resend is not addressed', () => {
    const entries = [logEntry({ seq: 1 }), { ...logEntry({ seq: 2 }), meantFor: new Set([7]) }]
    const kindsFor = (registrationId: number) =>
      planDelivery({ entries, afterSeq: 0, upToSeq: 2, now, recipient: recipientOf({ registrationId }) }).map(
        ({ kind }) => kind,
      )
    expect(kindsFor(7)).toEqual(['notification', 'notification'])
    expect(kindsFor(8)).toEqual(['notification', 'gap'])
  })

  it('gives no grace period to a notification with a TTL above 0', () => {
    const entry = logEntry({ seq: 1, expiresAt: ENTRY_ACCEPTED_AT + 1 })
    const input = { entries: [entry], afterSeq: 0, upToSeq: 1 }
    expect(planDelivery({ ...input, now: ENTRY_ACCEPTED_AT })[0]?.kind).toBe('notification')
    expect(planDelivery({ ...input, now: ENTRY_ACCEPTED_AT + 1 })[0]?.kind).toBe('gap')
  })
})

type Stretch = typeof stretch extends fc.Arbitrary<infer Value> ? Value : never

function recipientOf(given: Partial<Recipient>): Recipient {
  return { registrationId: 1, joinedSeq: 0, connectedAt: ENTRY_ACCEPTED_AT, ...given }
}

function inputOf({ afterSeq, joinedSeq, rows }: Stretch) {
  const entries = rows.flatMap((row, index) =>
    row === null
      ? []
      : [logEntry({ seq: afterSeq + 1 + index, state: row.state, expiresAt: ENTRY_ACCEPTED_AT + row.lives })],
  )
  return { entries, afterSeq, upToSeq: afterSeq + rows.length, now, recipient: recipientOf({ joinedSeq }) }
}

function seqsOf(step: Step): number[] {
  if (step.kind === 'notification') return [step.entry.seq]
  return Array.from({ length: step.toSeq - step.fromSeq + 1 }, (_, index) => step.fromSeq + index)
}
