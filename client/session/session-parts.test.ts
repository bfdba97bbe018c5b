import { describe, expect, it } from 'vitest'
import type { AoiSession } from '../../protocol/session.ts'
import type { ClientClock } from '../clock.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import { applyRecord, emptyJournalState } from '../journal/journal-state.ts'
import { AckBatcher } from './ack-batcher.ts'
import { HeadWatch } from './head-watch.ts'
import { reconcile } from './reconcile.ts'

const [news, chat, lost] = ['n', 'c', 'l'].map((letter) => `g1${letter.repeat(43)}`) as [
  string,
  string,
  string,
]

const stateWith = (epoch: string, cursors: Record<string, number>) => {
  const state = emptyJournalState()
  applyRecord(state, { kind: 'epoch', epoch })
  for (const [clientAppToken, seq] of Object.entries(cursors)) {
    const records: JournalRecord[] = [
      { kind: 'registered', clientAppToken, applicationName: 'app', tokenScope: '', desc: 'OK' },
      { kind: 'joined', clientAppToken, instance: 'default' },
      { kind: 'cursor', clientAppToken, seq },
    ]
    for (const record of records) applyRecord(state, record)
  }
  return state
}

const sessionOf = (
  epoch: string,
  positions: Record<string, [ackedSeq: number, headSeq: number]>,
): AoiSession => ({
  messageType: 'aoiSession',
  epoch,
  serverTime: '2030-01-01T00:00:00.000Z',
  registrations: Object.entries(positions).map(([clientAppToken, [ackedSeq, headSeq]]) => ({
    clientAppToken,
    ApplicationName: 'app',
    ackedSeq,
    headSeq,
  })),
})

describe('reconciling the journal with a new session', () => {
  it('keeps the later of two positions', () => {
    const state = stateWith('e1', { [news]: 7, [chat]: 0 })
    const { records } = reconcile(state, sessionOf('e1', { [news]: [5, 9], [chat]: [3, 3] }))
    expect(records).toEqual([{ kind: 'cursor', clientAppToken: chat, seq: 3 }])
  })

  it('ignores every cursor of another epoch', () => {
    const { records, wentBack } = reconcile(
      stateWith('e1', { [news]: 7 }),
      sessionOf('e2', { [news]: [2, 4] }),
    )
    expect(records).toEqual([
      { kind: 'epoch', epoch: 'e2' },
      { kind: 'cursor', clientAppToken: news, seq: 2 },
    ])
    expect(wentBack).toEqual([])
  })

  it('accepts the server’s position if the server went back in time', () => {
    const result = reconcile(stateWith('e1', { [news]: 7 }), sessionOf('e1', { [news]: [2, 4] }))
    expect(result.wentBack).toEqual([news])
    expect(result.records).toEqual([{ kind: 'cursor', clientAppToken: news, seq: 2 }])
  })

  it('finds registrations that only one side has', () => {
    const result = reconcile(
      stateWith('e1', { [news]: 1, [lost]: 1 }),
      sessionOf('e1', { [news]: [1, 1], [chat]: [0, 0] }),
    )
    expect(result).toMatchObject({ orphans: [chat], revoked: [lost] })
  })
})

describe('watching the heads', () => {
  const beat = (headSeq: number) => ({
    messageType: 'aoiHeartbeat' as const,
    serverTime: '2030-01-01T00:00:00.000Z',
    heads: [[news, headSeq]] as [string, number][],
  })

  it('finds a token that stays behind its head for a whole heartbeat, and none that moves', () => {
    const watch = new HeadWatch()
    const state = stateWith('e1', { [news]: 5 })
    expect(watch.findBehind(state, beat(6))).toBeUndefined()
    applyRecord(state, { kind: 'cursor', clientAppToken: news, seq: 6 })
    expect(watch.findBehind(state, beat(8))).toBeUndefined()
    expect(watch.findBehind(state, beat(8))).toBe(news)
    watch.reset()
    expect(watch.findBehind(state, beat(8))).toBeUndefined()
  })
})

describe('batching acknowledgements', () => {
  const makeBatcher = () => {
    const timers = new Set<() => void>()
    const clock: ClientClock = {
      now: () => 0,
      after: (_milliseconds, run) => {
        timers.add(run)
        return () => timers.delete(run)
      },
    }
    const sent: [string, number][][] = []
    const batcher = new AckBatcher(clock)
    batcher.open((acks) => sent.push(acks))
    const pass = () => {
      const due = [...timers]
      timers.clear()
      for (const run of due) run()
    }
    return { batcher, sent, pass }
  }

  it('sends the first at once, and batches the others within 100 ms', () => {
    const { batcher, sent, pass } = makeBatcher()
    for (const seq of [1, 2, 3]) batcher.add(news, { seq, bytes: 10 })
    batcher.add(chat, { seq: 9, bytes: 10 })
    expect(sent).toEqual([[[news, 1]]])
    pass()
    expect(sent).toEqual([
      [[news, 1]],
      [
        [news, 3],
        [chat, 9],
      ],
    ])
    pass()
    expect(sent).toHaveLength(2)
    batcher.add(news, { seq: 4, bytes: 10 })
    expect(sent).toHaveLength(3)
  })

  it('flushes when 64 notifications or half the window of bytes are handled', () => {
    const { batcher, sent } = makeBatcher()
    for (let seq = 1; seq <= 65; seq += 1) batcher.add(news, { seq, bytes: 10 })
    expect(sent).toEqual([[[news, 1]], [[news, 65]]])
    for (let seq = 66; seq <= 73; seq += 1) batcher.add(news, { seq, bytes: 4096 })
    expect(sent.at(-1)).toEqual([[news, 73]])
  })

  it('drops the batch of a session that has ended', () => {
    const { batcher, sent, pass } = makeBatcher()
    for (const seq of [1, 2]) batcher.add(news, { seq, bytes: 10 })
    batcher.stop()
    batcher.add(news, { seq: 3, bytes: 10 })
    pass()
    expect(sent).toEqual([[[news, 1]]])
  })
})
