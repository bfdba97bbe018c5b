import { describe, expect, test } from 'vitest'
import { LIMITS, NO_LABELS } from '#protocol'
import { timeBucketOf } from '#protocol/time-histogram.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import type { LogEntry } from '../store.ts'
import { Pulse } from './pulse.ts'

function entry(clock: TestClock, { tokenId = 1, seq }: { tokenId?: number; seq: number }): LogEntry {
  const acceptedAt = clock.now()
  return {
    ...{
      tokenId,
      seq,
      acceptedAt,
      clientAppToken: `g1${tokenId}`,
      id: `id ${seq}`,
      payload: '1',
      headers: undefined,
      urgency: 'normal',
      traceparent: undefined,
    },
    ...NO_LABELS,
    ...{ expiresAt: acceptedAt + 60_000, state: 'live' },
  }
}

const move = (clock: TestClock, range: { fromSeq: number; toSeq: number }) => ({
  ...{
    registrationId: 1,
    tokenId: 1,
    sessionNumber: 1,
    gaps: [] as [number, number][],
    at: clock.now(),
    ...range,
  },
})

describe('the pulse', () => {
  test('counts the notifications accepted in the last sixty seconds', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    for (let seq = 1; seq <= 3; seq += 1)
      pulse.onAnnouncement({ kind: 'appended', entries: [entry(clock, { seq })] })
    expect(pulse.lastMinute).toBe(3)
    clock.advance(59_000)
    expect(pulse.lastMinute).toBe(3)
    clock.advance(2000)
    expect(pulse.lastMinute).toBe(0)
  })

  test('compares each step of the last minutes with the hour before: a slow commit does not slow the later steps', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    const send = (seq: number, commit: number) => {
      const entries = [entry(clock, { seq })]
      clock.advance(commit)
      pulse.onAnnouncement({ kind: 'appended', entries, recipients: [1] })
      clock.advance(10)
      pulse.onFirstWrite({ tokenId: 1, fromSeq: seq - 1, toSeq: seq })
      clock.advance(30)
      pulse.onAnnouncement({ kind: 'acked', moves: [move(clock, { fromSeq: seq - 1, toSeq: seq })] })
    }
    for (let seq = 1; seq <= 20; seq += 1) send(seq, 5)
    expect(pulse.steps.read()[0]).not.toHaveProperty('usualMs')
    clock.advance(10 * 60_000)
    send(21, 1000)
    const [committed, firstWrite, firstAck, half] = pulse.steps.read()
    expect(committed).toMatchObject({ stage: 'committed', notifications: 1 })
    expect(committed?.p95Ms).toBeGreaterThan(950)
    expect(committed?.usualMs).toBeLessThan(6)
    expect([firstWrite?.p95Ms, firstAck?.p95Ms]).toEqual([firstWrite?.usualMs, firstAck?.usualMs])
    expect(half?.p95Ms).toBe(half?.usualMs)
    clock.advance(61 * 60_000)
    expect(pulse.steps.read()).toContainEqual({ stage: 'last', notifications: 0 })
  })

  test('times the commit, the first ack and the ack of the last recipient of each notification', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    const entries = [entry(clock, { seq: 1 })]
    clock.advance(20)
    pulse.onAnnouncement({ kind: 'appended', entries, recipients: [2] })
    clock.advance(100)
    pulse.onAnnouncement({ kind: 'acked', moves: [move(clock, { fromSeq: 0, toSeq: 1 })] })
    expect([pulse.commitSeconds.sum, pulse.firstAckSeconds.sum, pulse.allAcksSeconds.count]).toEqual([
      ...[0.02, 0.1, 0],
    ])
    clock.advance(900)
    pulse.onAnnouncement({
      kind: 'acked',
      moves: [{ ...move(clock, { fromSeq: 0, toSeq: 1 }), registrationId: 2 }],
    })
    expect([pulse.firstAckSeconds.count, pulse.allAcksSeconds.count, pulse.allAcksSeconds.sum]).toEqual([
      1, 1, 1,
    ])
  })

  test('knows when this node committed each notification and first wrote it to a member', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    const [own, foreign] = [entry(clock, { seq: 1 }), entry(clock, { seq: 2 })]
    clock.advance(20)
    pulse.onAnnouncement({ kind: 'appended', entries: [own] })
    pulse.onAnnouncement({ kind: 'appended', entries: [foreign] }, 'elsewhere')
    clock.advance(5)
    pulse.onFirstWrite({ tokenId: 1, fromSeq: 0, toSeq: 1 })
    clock.advance(60)
    pulse.onFirstWrite({ tokenId: 1, fromSeq: 0, toSeq: 2 })
    const stages = [1, 2, 3].map((seq) => pulse.stagesOf({ tokenId: 1, seq }))
    expect(stages).toEqual([{ committed: 20, firstWrite: 25 }, { firstWrite: 85 }, {}])
    expect(pulse.stagesBefore({ tokenId: 1, seq: 3, notifications: 1 })).toEqual([{ firstWrite: 85 }])
    expect(pulse.stagesBefore({ tokenId: 1, seq: 2, notifications: 9 })).toEqual([stages[0]])
  })

  test('times no simulated notification, and no commit of another node', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    pulse.ignore(2)
    const [simulated, real] = [entry(clock, { tokenId: 2, seq: 1 }), entry(clock, { seq: 1 })]
    clock.advance(1)
    pulse.onAnnouncement({ kind: 'appended', entries: [simulated, real], recipients: [1, 5] })
    pulse.onAnnouncement({ kind: 'appended', entries: [entry(clock, { seq: 2 })] }, 'elsewhere')
    expect(pulse.commitSeconds.count).toBe(1)
    pulse.onAnnouncement({ kind: 'acked', moves: [move(clock, { fromSeq: 0, toSeq: 2 })] })
    expect([pulse.firstAckSeconds.count, pulse.allAcksSeconds.count]).toEqual([2, 0])
  })

  test('lists one hour minute by minute, the present one last', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    pulse.onAnnouncement({ kind: 'appended', entries: [entry(clock, { seq: 1 })] })
    expect(pulse.readMinutes().map(({ accepted }) => accepted)).toEqual([...Array(59).fill(0), 1])
    clock.advance(59 * 60_000)
    expect(pulse.readMinutes()[0]?.accepted).toBe(1)
    clock.advance(60_000)
    expect(pulse.readMinutes().every(({ accepted }) => accepted === 0)).toBe(true)
  })

  test('measures each time to ack from the acceptance, and leaves gaps out', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    pulse.onAnnouncement({ kind: 'appended', entries: [1, 2, 3].map((seq) => entry(clock, { seq })) })
    clock.advance(250)
    pulse.onAnnouncement({
      kind: 'acked',
      moves: [{ ...move(clock, { fromSeq: 0, toSeq: 3 }), gaps: [[2, 2]] }],
    })
    const acked = pulse.readMinutes().at(-1)?.acked
    expect(acked?.toWire()).toEqual([timeBucketOf(250), 2])
  })

  test('gives the p95 of a notification only while it has seen every acknowledgement', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    pulse.onAnnouncement({ kind: 'appended', entries: [entry(clock, { seq: 1 })] })
    clock.advance(100)
    pulse.onAnnouncement({ kind: 'acked', moves: [move(clock, { fromSeq: 0, toSeq: 1 })] })
    expect(pulse.p95Of({ tokenId: 1, seq: 1, acked: 1 })).toBeCloseTo(100, -1)
    expect(pulse.p95Of({ tokenId: 1, seq: 1, acked: 2 })).toBeUndefined()
    expect(pulse.p95Of({ tokenId: 1, seq: 2, acked: 1 })).toBeUndefined()
  })

  test('neither counts nor times notifications to a simulated token', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    pulse.ignore(1)
    pulse.onAnnouncement({
      kind: 'appended',
      entries: [entry(clock, { seq: 1 }), entry(clock, { tokenId: 2, seq: 1 })],
    })
    pulse.onAnnouncement({ kind: 'acked', moves: [move(clock, { fromSeq: 0, toSeq: 1 })] })
    expect(pulse.lastMinute).toBe(1)
    expect(pulse.readMinutes().at(-1)).toMatchObject({ accepted: 1, acked: { total: 0 } })
  })

  test('remembers a limited number of acceptance times, and does not time acknowledgements of older ones', () => {
    const clock = new TestClock()
    const pulse = new Pulse(clock)
    for (let seq = 1; seq <= LIMITS.pulseNotifications + 1; seq += 1)
      pulse.onAnnouncement({ kind: 'appended', entries: [entry(clock, { seq })] })
    pulse.onAnnouncement({ kind: 'acked', moves: [move(clock, { fromSeq: 0, toSeq: 2 })] })
    expect(pulse.readMinutes().at(-1)?.acked.total).toBe(1)
  })
})
