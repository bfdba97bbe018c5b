import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { logEntry } from '#server/testing/log-entry.ts'
import type { CursorMove } from '../../core/store.ts'
import { TracedNotifications } from './traced-notifications.ts'

const SPAN = '-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-'
const SAMPLED = `00${SPAN}01`

function move(given: Partial<CursorMove>): CursorMove {
  return { registrationId: 1, tokenId: 1, sessionNumber: 1, fromSeq: 0, toSeq: 1, gaps: [], at: 0, ...given }
}

function traced(...seqs: number[]): TracedNotifications {
  const notifications = new TracedNotifications()
  for (const seq of seqs) notifications.add(logEntry({ seq, traceparent: SAMPLED }))
  return notifications
}

const seqsOf = (found: readonly { seq: number }[]) => found.map(({ seq }) => seq)

describe('traced notifications', () => {
  it('are those with a recorded trace', () => {
    const notifications = traced(1)
    notifications.add(logEntry({ seq: 2, traceparent: undefined }))
    notifications.add(logEntry({ seq: 3, traceparent: `00${SPAN}00` }))
    notifications.add(logEntry({ seq: 4, traceparent: 'damaged' }))
    expect(notifications.size).toBe(1)
  })

  it('are fanned out once, as far as the round reached', () => {
    const notifications = traced(1, 2, 3)
    expect(seqsOf(notifications.takeFannedOut(1, 2))).toEqual([1, 2])
    expect(seqsOf(notifications.takeFannedOut(1, 9))).toEqual([3])
    expect(notifications.takeFannedOut(1, 9)).toEqual([])
    expect(notifications.takeFannedOut(2, 9)).toEqual([])
  })

  it('link at most the newest of a fan-out', () => {
    const seqs = Array.from({ length: LIMITS.spanLinks + 5 }, (_, index) => index + 1)
    expect(seqsOf(traced(...seqs).takeFannedOut(1, 1000))).toEqual(seqs.slice(5))
  })

  it('are acknowledged by a move of the cursor over them, but not by a gap', () => {
    const notifications = traced(1, 2, 3, 4)
    expect(seqsOf(notifications.takeAcked(move({ fromSeq: 1, toSeq: 3 }))).sort()).toEqual([2, 3])
    expect(seqsOf(notifications.takeAcked(move({ fromSeq: 1, toSeq: 4, gaps: [[2, 3]] })))).toEqual([4])
    expect(notifications.takeAcked(move({ tokenId: 2, toSeq: 9 }))).toEqual([])
  })

  it('have a bounded number of acknowledgements, and are forgotten after that', () => {
    const notifications = traced(1)
    for (let count = 0; count < LIMITS.ackSpansPerNotification; count += 1)
      expect(notifications.takeAcked(move({}))).toHaveLength(1)
    expect(notifications.takeAcked(move({}))).toEqual([])
    expect(notifications.size).toBe(0)
  })

  it('are bounded: the oldest one is forgotten, of one token or of many', () => {
    const many = new TracedNotifications()
    for (let seq = 1; seq <= LIMITS.tracedNotifications + 3; seq += 1)
      many.add(logEntry({ seq, tokenId: seq, traceparent: SAMPLED }))
    expect(many.size).toBe(LIMITS.tracedNotifications)
    expect(many.takeFannedOut(3, 9)).toEqual([])
    expect(many.takeFannedOut(4, 9)).toHaveLength(1)
    const one = traced(...Array.from({ length: LIMITS.tracedNotifications + 3 }, (_, index) => index + 1))
    expect(one.size).toBe(LIMITS.tracedNotifications)
    expect(one.takeAcked(move({ toSeq: 3 }))).toEqual([])
  })
})
