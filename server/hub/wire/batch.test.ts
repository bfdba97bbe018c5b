import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Step } from '#server/core/delivery/plan-delivery.ts'
import type { LogEntry } from '#server/core/store.ts'
import { ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import { FULL_WINDOW, packBatch } from './batch.ts'

describe('packBatch', () => {
  it('takes as many steps from the first on as there is credit for, and no more', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 80 })
    const credit = fc.record({
      notifications: fc.integer({ min: 0, max: LIMITS.windowNotifications }),
      bytes: fc.integer({ min: 0, max: LIMITS.windowBytes - 1 }),
    })
    fc.assert(
      fc.property(lengths, credit, (given, left) => {
        let fitting = 0
        let bytes = 0
        while (fitting < left.notifications && fitting < given.length) {
          if (bytes + (given[fitting] ?? 0) > left.bytes) break
          bytes += given[fitting] ?? 0
          fitting += 1
        }
        const batch = pack(
          given.map((length, index) => notification(index + 1, length)),
          left,
        )
        expect(batch?.notifications ?? 0).toBe(fitting)
        expect(batch?.bytes ?? 0).toBe(bytes)
        expect(batch?.toSeq ?? 0).toBe(fitting)
        expect(batch?.buffer.byteLength ?? 0).toBe(bytes)
      }),
    )
  })

  it('sends a notification larger than the window alone, and only into an empty window', () => {
    const large = notification(1, LIMITS.windowBytes + 1)
    const alone = pack([large, notification(2, 1)], FULL_WINDOW)
    expect(alone).toMatchObject({ notifications: 1, toSeq: 1 })
    expect(pack([large], { ...FULL_WINDOW, bytes: LIMITS.windowBytes - 1 })).toBeUndefined()
    expect(
      pack(
        [notification(1, 1), { ...large, entry: logEntry({ seq: 2, payload: large.entry.payload }) }],
        FULL_WINDOW,
      ),
    ).toMatchObject({
      notifications: 1,
      toSeq: 1,
    })
  })

  it('counts gaps by their bytes, and not as notifications', () => {
    const gap = { kind: 'gap', fromSeq: 1, toSeq: 9, reason: 'expired' } as const
    const batch = pack([gap, notification(10, 5)], { notifications: 1, bytes: LIMITS.windowBytes })
    expect(batch).toMatchObject({ notifications: 1, toSeq: 10, gaps: [[1, 9]] })
    expect(batch?.bytes).toBe(batch?.buffer.byteLength)
    expect(batch?.bytes).toBeGreaterThan(5)
  })

  it('reports a gap even when there is no credit for the notification after it', () => {
    const gap = { kind: 'gap', fromSeq: 1, toSeq: 2, reason: 'cancelled' } as const
    const batch = pack([gap, notification(3, 5)], { notifications: 0, bytes: 1 })
    expect(batch).toMatchObject({ notifications: 0, toSeq: 2, gaps: [[1, 2]] })
  })

  it('makes no batch without steps', () => {
    expect(pack([], FULL_WINDOW)).toBeUndefined()
  })
})

function pack(steps: readonly Step[], credit: { notifications: number; bytes: number }) {
  const frameOf = (entry: LogEntry) => Buffer.from(entry.payload)
  return packBatch({ clientAppToken: ENTRY_TOKEN, steps, credit, frameOf })
}

/** A notification whose frame is its payload, with as many bytes as the test needs. */
function notification(seq: number, bytes: number): Step & { kind: 'notification' } {
  return { kind: 'notification', entry: logEntry({ seq, payload: 'x'.repeat(bytes) }) }
}
