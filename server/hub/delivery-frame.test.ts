import fc from 'fast-check'
import { Decoder, type Packet, PacketType } from 'socket.io-parser'
import { describe, expect, it } from 'vitest'
import { type GapReason, notificationGapSchema, sessionNotificationSchema } from '#protocol'
import { ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import { gapFrame, notificationFrame } from './delivery-frame.ts'

describe('notificationFrame', () => {
  it('is the event that the protocol says, whatever the payload', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (payload, seq) => {
        const entry = logEntry({ seq: 1, payload: JSON.stringify(payload) })
        const [name, message] = decode(notificationFrame({ ...entry, seq }))
        expect(name).toBe('notification')
        // The validator leaves `__proto__` out of what it answers, so what came is compared.
        expect(sessionNotificationSchema.safeParse(message).success).toBe(true)
        expect(message).toEqual({
          messageType: 'notification',
          clientAppToken: ENTRY_TOKEN,
          seq,
          id: entry.id,
          sentAt: '2026-11-01T00:00:00.000Z',
          expiresAt: '2026-11-01T01:00:00.000Z',
          payload: JSON.parse(JSON.stringify(payload)),
        })
      }),
    )
  })
})

describe('gapFrame', () => {
  it.each<GapReason>(['expired', 'cancelled', 'replaced'])('tells a run that is %s', (reason) => {
    const gap = { clientAppToken: ENTRY_TOKEN, fromSeq: 3, toSeq: 70_000, reason }
    const [name, message] = decode(gapFrame(gap))
    expect(name).toBe('notificationGap')
    expect(notificationGapSchema.parse(message)).toEqual({ messageType: 'notificationGap', ...gap })
  })
})

/** As Engine.IO and Socket.IO at the other end take it: one short frame, a message, an event of our namespace. */
function decode(frame: Buffer): unknown[] {
  const text = frame.subarray((frame[1] ?? 0) < 126 ? 2 : frame[1] === 126 ? 4 : 10).toString()
  expect(text.startsWith('4')).toBe(true)
  const decoder = new Decoder()
  const packets: Packet[] = []
  decoder.on('decoded', (packet: Packet) => packets.push(packet))
  decoder.add(text.slice(1))
  expect(packets).toMatchObject([{ type: PacketType.EVENT, nsp: '/aoi' }])
  return packets[0]?.data
}
