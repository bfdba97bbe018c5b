import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Announcement } from '#server/core/announcement.ts'
import type { LogEntry } from '#server/core/store.ts'
import { ENTRY_ACCEPTED_AT, ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { FULL_WINDOW } from '../wire/batch.ts'
import { LogChanges } from './log-changes.ts'
import { LogPage } from './log-page.ts'
import { LogReader } from './log-reader.ts'

const HEAD = 100
const tokenId = 1

it('finds a page for every member inside of it, as long as it may stay', async () => {
  const { reader, clock, read } = openReader()
  await read(0)
  await read(70)
  const find = (afterSeq: number, headSeq = HEAD) => reader.find({ tokenId, afterSeq, headSeq })?.upToSeq
  expect([0, 1, 63, 64, 69, 70, 99, 100].map((afterSeq) => find(afterSeq))).toEqual([
    ...[64, 64, 64],
    // The second page begins at 70.
    ...[undefined, undefined, 100, 100, undefined],
  ])
  expect(find(0, 63)).toBeUndefined()
  clock.advance(LIMITS.logCacheMilliseconds - 1)
  expect(find(0)).toBe(64)
  clock.advance(1)
  expect(find(0)).toBeUndefined()
  expect(clock.waiting).toBe(0)
})

it.each<{ change: string; announcement: Announcement }>([
  { change: 'a cancellation', announcement: { kind: 'cancelled', tokenId, seqs: [5] } },
  { change: 'a cancellation that names no seq', announcement: { kind: 'cancelled', tokenId } },
  {
    change: 'a replacement',
    announcement: { kind: 'appended', entries: [logEntry({ seq: HEAD + 1, topic: 'rain' })] },
  },
  { change: 'a new epoch', announcement: { kind: 'epochBegan' } },
])('is without its page after $change', async ({ announcement }) => {
  const { reader, read } = openReader({ 5: { topic: 'rain' } })
  await read(0)
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeDefined()
  reader.onAnnouncement({ kind: 'cancelled', tokenId: 2 })
  reader.onAnnouncement({ kind: 'appended', entries: [logEntry({ seq: HEAD + 1, topic: 'wind' })] })
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeDefined()
  reader.onAnnouncement(announcement)
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeUndefined()
})

it('keeps only pages without topics when a log grows by unknown entries', async () => {
  const { reader, read } = openReader({ 70: { topic: 'rain' } })
  await read(0)
  await read(64)
  reader.onGrown(tokenId)
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeDefined()
  expect(reader.find({ tokenId, afterSeq: 64, headSeq: HEAD })).toBeUndefined()
})

it.each(['evict', 'evictAll'] as const)('does not cache a page that was read before %s', async (how) => {
  const { reader, read } = openReader()
  const reading = read(0)
  reader[how](tokenId)
  await reading
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeUndefined()
  await read(0)
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeDefined()
  reader[how](tokenId)
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeUndefined()
})

it('does not cache a page while an unknown notification was cancelled after its query', async () => {
  const { reader } = openReader()
  await reader.read({ tokenId, afterSeq: 0, headSeq: HEAD })
  reader.onAnnouncement({ kind: 'cancelled', tokenId })
  await turn()
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeUndefined()
})

it('caches a page as the changes during its query left it', async () => {
  const { reader, read } = openReader()
  const reading = read(0)
  reader.onAnnouncement({ kind: 'cancelled', tokenId, seqs: [2] })
  await reading
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })?.entries[1]?.state).toBe('cancelled')
})

it('evicts the oldest pages above the limit of bytes', async () => {
  const payload = JSON.stringify('x'.repeat(LIMITS.logCacheBytes / 5))
  const { reader, read } = openReader({ 1: { payload }, 65: { payload } })
  await read(0)
  await read(64)
  expect(reader.cachedBytes).toBeGreaterThan(payload.length * 4)
  await reader.read({ tokenId: 2, afterSeq: 0, headSeq: 1 })
  await turn()
  expect(reader.cachedBytes).toBeLessThan(LIMITS.logCacheBytes)
  expect(reader.find({ tokenId, afterSeq: 0, headSeq: HEAD })).toBeUndefined()
  expect(reader.find({ tokenId, afterSeq: 64, headSeq: HEAD })).toBeDefined()
  reader.evictAll()
  expect(reader.cachedBytes).toBe(0)
})

it('packs a batch once for all members at the same seq with the same credit', () => {
  const page = pageOf(Array.from({ length: 64 }, (_, place) => logEntry({ seq: place + 1 })))
  const first = page.findBatch(member({ sentSeq: 10 }), FULL_WINDOW)
  expect(first?.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 54 }, (_, place) => 11 + place))
  expect(page.findBatch(member({ sentSeq: 10 }), { ...FULL_WINDOW, notifications: 60 })).toBe(first)
  const less = page.findBatch(member({ sentSeq: 10 }), { ...FULL_WINDOW, notifications: 20 })
  expect(less?.toSeq).toBe(30)
  expect(page.findBatch(member({ sentSeq: 10 }), FULL_WINDOW)?.toSeq).toBe(64)
  expect(page.findBatch(member({ sentSeq: 10 }), { notifications: 64, bytes: 700 })?.notifications).toBe(2)
})

it('packs a batch anew when a notification of it has expired', () => {
  const page = pageOf([logEntry({ seq: 1, expiresAt: ENTRY_ACCEPTED_AT + 10 }), logEntry({ seq: 2 })])
  expect(page.findBatch(member({}), FULL_WINDOW)?.notifications).toBe(2)
  const later = page.findBatch(member({ now: ENTRY_ACCEPTED_AT + 10 }), FULL_WINDOW)
  expect(later).toMatchObject({ notifications: 1, gaps: [[1, 1]], toSeq: 2 })
})

it('packs a batch for each member while a notification is due only to some', () => {
  const resent = pageOf([logEntry({ seq: 1, meantFor: new Set([7]) }), logEntry({ seq: 2 })])
  expect(resent.findBatch(member({ registrationId: 7 }), FULL_WINDOW)?.notifications).toBe(2)
  expect(resent.findBatch(member({ registrationId: 8 }), FULL_WINDOW)?.notifications).toBe(1)
  const passing = pageOf([logEntry({ seq: 1, expiresAt: ENTRY_ACCEPTED_AT }), logEntry({ seq: 2 })])
  expect(passing.findBatch(member({ joinedSeq: 0 }), FULL_WINDOW)?.notifications).toBe(2)
  expect(passing.findBatch(member({ joinedSeq: 1 }), FULL_WINDOW)?.notifications).toBe(1)
})

it(`keeps at most ${LIMITS.logPageBatches} batches of a page`, () => {
  const page = pageOf(Array.from({ length: 64 }, (_, place) => logEntry({ seq: place + 1 })))
  const first = page.findBatch(member({ sentSeq: 0 }), FULL_WINDOW)
  const second = page.findBatch(member({ sentSeq: 1 }), FULL_WINDOW)
  for (let sentSeq = 2; sentSeq <= LIMITS.logPageBatches; sentSeq += 1)
    page.findBatch(member({ sentSeq }), FULL_WINDOW)
  expect(page.findBatch(member({ sentSeq: 1 }), FULL_WINDOW)).toBe(second)
  expect(page.findBatch(member({ sentSeq: 0 }), FULL_WINDOW)).not.toBe(first)
})

function member(given: { registrationId?: number; sentSeq?: number; joinedSeq?: number; now?: number }) {
  const { now = ENTRY_ACCEPTED_AT, ...own } = given
  const clientAppToken = ENTRY_TOKEN
  const connected = { registrationId: 1, joinedSeq: 0, connectedAt: ENTRY_ACCEPTED_AT, sentSeq: 0 }
  return { recipient: { ...connected, clientAppToken, ...own }, now }
}

function pageOf(entries: LogEntry[]): LogPage {
  const upToSeq = entries.at(-1)?.seq ?? 0
  return new LogPage({ tokenId, afterSeq: 0, upToSeq, entries, changes: new LogChanges() })
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A reader over a log of 100 entries, some of which are `given`. */
function openReader(given: Readonly<Record<number, Partial<LogEntry>>> = {}) {
  const clock = new TestClock()
  const reader = new LogReader({
    store: {
      readLog: async (ranges) =>
        ranges.flatMap((range) =>
          Array.from({ length: range.upToSeq - range.afterSeq }, (_, place) => {
            const seq = range.afterSeq + 1 + place
            return logEntry({ tokenId: range.tokenId, seq, ...given[seq] })
          }),
        ),
      findNextSeq: async () => undefined,
    },
    ...{ clock, maxPayloadBytes: 4096 },
  })
  /** Reads a page and waits until the turn in which it is cached has passed. */
  const read = async (afterSeq: number) => {
    await reader.read({ tokenId, afterSeq, headSeq: HEAD })
    await turn()
  }
  return { reader, clock, read }
}
