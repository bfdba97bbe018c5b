import { describe, expect, it } from 'vitest'
import { AoiError } from '#server/core/errors.ts'
import type { LogEntry, LogRange } from '#server/core/store.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { LogReader } from './log-reader.ts'

describe('LogReader', () => {
  it('returns the rows after a seq up to a multiple of 64, and the seq up to which they are complete', async () => {
    const { reader } = openReader({ headSeq: 100 })
    const page = await reader.read({ tokenId: 1, afterSeq: 10, headSeq: 100 })
    expect(page.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 54 }, (_, index) => 11 + index))
    expect(page.upToSeq).toBe(64)
    const last = await reader.read({ tokenId: 1, afterSeq: 64, headSeq: 100 })
    expect([last.entries.at(-1)?.seq, last.upToSeq]).toEqual([100, 100])
  })

  it('reads fewer rows when payloads may be large, so that a query holds only a few megabytes', async () => {
    const { reader } = openReader({ headSeq: 100, maxPayloadBytes: 65_536 })
    expect((await reader.read({ tokenId: 1, afterSeq: 0, headSeq: 100 })).upToSeq).toBe(4)
    const { reader: large } = openReader({ headSeq: 100, maxPayloadBytes: 1_048_576 })
    expect((await large.read({ tokenId: 1, afterSeq: 0, headSeq: 100 })).upToSeq).toBe(1)
  })

  it('reads once for all sessions at the same seq, and joins the reads of other seqs into one query', async () => {
    const { reader, queries } = openReader({ headSeq: 100 })
    const same = Array.from({ length: 1000 }, () => reader.read({ tokenId: 1, afterSeq: 0, headSeq: 100 }))
    const other = [
      reader.read({ tokenId: 1, afterSeq: 90, headSeq: 100 }),
      reader.read({ tokenId: 2, afterSeq: 0, headSeq: 3 }),
    ]
    const [first, ...rest] = await Promise.all(same)
    expect(rest.every((page) => page === first)).toBe(true)
    const pages = await Promise.all(other)
    expect(pages.map((page) => page.entries.length)).toEqual([10, 3])
    expect(pages[1]?.entries.every(({ tokenId }) => tokenId === 2)).toBe(true)
    expect(queries.map((ranges) => ranges.length)).toEqual([3])
  })

  it('runs at most two queries at once, of at most 16 ranges each', async () => {
    const { reader, queries, database } = openReader({ headSeq: 1000 })
    const pages = Array.from({ length: 100 }, (_, index) =>
      reader.read({ tokenId: 1, afterSeq: index, headSeq: 1000 }),
    )
    expect((await Promise.all(pages)).map(({ entries }) => entries[0]?.seq)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    expect(Math.max(...queries.map((ranges) => ranges.length))).toBe(16)
    expect(database.mostAtOnce).toBe(2)
  })

  it('skips a compacted range in one step', async () => {
    const { reader, queries } = openReader({ headSeq: 1_000_000, compactedSeq: 999_000 })
    const page = await reader.read({ tokenId: 1, afterSeq: 5, headSeq: 1_000_000 })
    expect(page).toMatchObject({ entries: [], upToSeq: 999_000 })
    expect(queries).toHaveLength(1)
    const { reader: empty } = openReader({ headSeq: 1_000_000, compactedSeq: 1_000_000 })
    expect(await empty.read({ tokenId: 1, afterSeq: 5, headSeq: 1_000_000 })).toMatchObject({
      entries: [],
      upToSeq: 1_000_000,
    })
  })

  it('rejects all reads of a failed query, and reads again for the next session', async () => {
    const { reader, database } = openReader({ headSeq: 100 })
    database.fail = new AoiError('unavailable', 'away', 5)
    const asked = [0, 0, 7].map((afterSeq) => reader.read({ tokenId: 1, afterSeq, headSeq: 100 }))
    for (const outcome of await Promise.allSettled(asked)) expect(outcome.status).toBe('rejected')
    database.fail = undefined
    expect((await reader.read({ tokenId: 1, afterSeq: 0, headSeq: 100 })).entries).toHaveLength(64)
  })
})

type Log = { headSeq: number; compactedSeq?: number; maxPayloadBytes?: number }

/** A reader over a log that has every seq after `compactedSeq`. */
function openReader({ headSeq, compactedSeq = 0, maxPayloadBytes = 4096 }: Log) {
  const queries: (readonly LogRange[])[] = []
  const database: { fail: Error | undefined; mostAtOnce: number } = { fail: undefined, mostAtOnce: 0 }
  let running = 0
  const readLog = async (ranges: readonly LogRange[]) => {
    queries.push(ranges)
    running += 1
    database.mostAtOnce = Math.max(database.mostAtOnce, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    if (database.fail !== undefined) throw database.fail
    return ranges.flatMap((range) => rowsOf(range, Math.max(range.afterSeq, compactedSeq)))
  }
  const findNextSeq = async ({ afterSeq }: { afterSeq: number }) => {
    const next = Math.max(afterSeq, compactedSeq) + 1
    return next > headSeq ? undefined : next
  }
  const clock = new TestClock()
  const reader = new LogReader({ store: { readLog, findNextSeq }, clock, maxPayloadBytes })
  return { reader, clock, queries, database }
}

function rowsOf({ tokenId, upToSeq }: LogRange, afterSeq: number): LogEntry[] {
  const length = Math.max(0, upToSeq - afterSeq)
  return Array.from({ length }, (_, index) => logEntry({ tokenId, seq: afterSeq + 1 + index }))
}
