import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { LogEntry } from '#server/core/store.ts'
import { ENTRY_ACCEPTED_AT, logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { LogChanges } from './log-changes.ts'
import { LogReader } from './log-reader.ts'

const tokenId = 1

describe('a change during the read of a log page', () => {
  it('marks the cancelled and replaced notifications of the page, and no others', () => {
    const changes = new LogChanges()
    const entries = [
      logEntry({ seq: 1, topic: 'rain' }),
      logEntry({ seq: 2 }),
      logEntry({ seq: 3, topic: 'wind' }),
      logEntry({ seq: 4, topic: 'rain', expiresAt: ENTRY_ACCEPTED_AT + 5 }),
      logEntry({ seq: 5, topic: 'rain', state: 'cancelled' }),
      logEntry({ seq: 7, topic: 'rain' }),
    ]
    expect(changes.apply(entries)).toBe(entries)
    changes.cancelled([2])
    changes.appended([
      logEntry({ seq: 6, topic: 'rain', acceptedAt: ENTRY_ACCEPTED_AT + 5 }),
      logEntry({ seq: 8 }),
    ])
    const states = changes.apply(entries).map(({ state }) => state)
    expect(states).toEqual(['replaced', 'cancelled', 'live', 'live', 'cancelled', 'live'])
  })

  it('makes the reader read the page again when the ended notification is unknown', async () => {
    const { reader, reads } = openReader()
    const page = reader.read({ tokenId, afterSeq: 0, headSeq: 1 })
    const first = await reads.next()
    reader.onAnnouncement({ kind: 'cancelled', tokenId })
    first([logEntry({ seq: 1 })])
    const second = await reads.next()
    second([logEntry({ seq: 1, state: 'cancelled' })])
    expect((await page).entries).toMatchObject([{ state: 'cancelled' }])
  })

  it(`makes the reader read the page again above ${LIMITS.logChangesNoted} changes`, async () => {
    const { reader, reads } = openReader()
    const page = reader.read({ tokenId, afterSeq: 0, headSeq: 1 })
    const first = await reads.next()
    const seqs = Array.from({ length: LIMITS.logChangesNoted }, (_, index) => index + 1)
    reader.onAnnouncement({ kind: 'cancelled', tokenId, seqs })
    reader.onAnnouncement({ kind: 'appended', entries: [logEntry({ seq: 2, topic: 'rain' })] })
    first([logEntry({ seq: 1 })])
    const second = await reads.next()
    second([logEntry({ seq: 1, state: 'cancelled' })])
    expect((await page).entries).toMatchObject([{ state: 'cancelled' }])
  })

  it('reaches every session that shares the page, and no later page', async () => {
    const { reader, reads } = openReader()
    const asked = [1, 2].map(() => reader.read({ tokenId, afterSeq: 0, headSeq: 1 }))
    const first = await reads.next()
    reader.onAnnouncement({ kind: 'cancelled', tokenId: 2, seqs: [1] })
    reader.onAnnouncement({ kind: 'cancelled', tokenId, seqs: [1] })
    first([logEntry({ seq: 1 })])
    for (const page of await Promise.all(asked)) expect(page.entries).toMatchObject([{ state: 'cancelled' }])
    await new Promise((resolve) => setImmediate(resolve))
    const later = reader.read({ tokenId, afterSeq: 0, headSeq: 1 })
    const second = await reads.next()
    second([logEntry({ seq: 1 })])
    expect((await later).entries).toMatchObject([{ state: 'live' }])
  })
})

type Answer = (entries: LogEntry[]) => void

/** A reader whose queries the test answers by hand, in order. */
function openReader() {
  const waiting: Answer[] = []
  const asked: ((answer: Answer) => void)[] = []
  const next = () =>
    new Promise<Answer>((resolve) => {
      const answer = waiting.shift()
      if (answer === undefined) asked.push(resolve)
      else resolve(answer)
    })
  const readLog = () =>
    new Promise<LogEntry[]>((answer) => {
      const ask = asked.shift()
      if (ask === undefined) waiting.push(answer)
      else ask(answer)
    })
  const findNextSeq = async () => undefined
  return {
    reader: new LogReader({ store: { readLog, findNextSeq }, clock: new TestClock(), maxPayloadBytes: 4096 }),
    reads: { next },
  }
}
