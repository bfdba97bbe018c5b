import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Step } from '#server/core/delivery/plan-delivery.ts'
import type { LogEntry } from '#server/core/store.ts'
import { ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import { FULL_WINDOW, packShipment } from './shipment.ts'

describe('packShipment', () => {
  it('takes as many steps from the first on as there is room for, and no more', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 80 })
    const room = fc.record({
      notifications: fc.integer({ min: 0, max: LIMITS.windowNotifications }),
      bytes: fc.integer({ min: 0, max: LIMITS.windowBytes - 1 }),
    })
    fc.assert(
      fc.property(lengths, room, (given, left) => {
        let fitting = 0
        let bytes = 0
        while (fitting < left.notifications && fitting < given.length) {
          if (bytes + (given[fitting] ?? 0) > left.bytes) break
          bytes += given[fitting] ?? 0
          fitting += 1
        }
        const shipment = pack(
          given.map((length, index) => notification(index + 1, length)),
          left,
        )
        expect(shipment?.notifications ?? 0).toBe(fitting)
        expect(shipment?.bytes ?? 0).toBe(bytes)
        expect(shipment?.toSeq ?? 0).toBe(fitting)
        expect(shipment?.buffer.byteLength ?? 0).toBe(bytes)
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
    const shipment = pack([gap, notification(10, 5)], { notifications: 1, bytes: LIMITS.windowBytes })
    expect(shipment).toMatchObject({ notifications: 1, toSeq: 10, gaps: [[1, 9]] })
    expect(shipment?.bytes).toBe(shipment?.buffer.byteLength)
    expect(shipment?.bytes).toBeGreaterThan(5)
  })

  it('reports a gap even when there is no room for the notification after it', () => {
    const gap = { kind: 'gap', fromSeq: 1, toSeq: 2, reason: 'cancelled' } as const
    const shipment = pack([gap, notification(3, 5)], { notifications: 0, bytes: 1 })
    expect(shipment).toMatchObject({ notifications: 0, toSeq: 2, gaps: [[1, 2]] })
  })

  it('makes no batch without steps', () => {
    expect(pack([], FULL_WINDOW)).toBeUndefined()
  })
})

function pack(steps: readonly Step[], room: { notifications: number; bytes: number }) {
  const frameOf = (entry: LogEntry) => Buffer.from(entry.payload)
  return packShipment({ clientAppToken: ENTRY_TOKEN, steps, room, frameOf })
}

/** A notification whose frame is its payload, with as many bytes as the test needs. */
function notification(seq: number, bytes: number): Step & { kind: 'notification' } {
  return { kind: 'notification', entry: logEntry({ seq, payload: 'x'.repeat(bytes) }) }
}
