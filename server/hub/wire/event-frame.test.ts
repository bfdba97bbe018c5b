import fc from 'fast-check'
import { Decoder, type Packet, PacketType } from 'socket.io-parser'
import { describe, expect, it } from 'vitest'
import { type GapReason, notificationGapSchema, sessionNotificationSchema } from '#protocol'
import { ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import { eventFrame, notificationFrame } from './event-frame.ts'

describe('notificationFrame', () => {
  it('encodes any payload as the event that the protocol defines', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (payload, seq) => {
        const entry = logEntry({ seq: 1, payload: JSON.stringify(payload) })
        const [name, message] = decode(notificationFrame({ ...entry, seq }))
        expect(name).toBe('notification')
        // The validator leaves out `__proto__`, so the test compares the message before validation.
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

  it('carries a Web Push body byte for byte, with its headers, as an attachment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (body) => {
        const headers = { encoding: 'aesgcm', encryption: 'salt=a"b', crypto_key: 'dh=c' }
        const payload = Buffer.from(body).toString('base64url')
        const entry = logEntry({ seq: 1, payload, headers: JSON.stringify(headers) })
        const [name, message] = decode(notificationFrame(entry))
        expect(name).toBe('notification')
        expect(sessionNotificationSchema.parse(message)).toMatchObject({ seq: 1, id: entry.id, headers })
        expect(Buffer.from((message as { data: Uint8Array }).data).equals(body)).toBe(true)
      }),
    )
  })
})

describe('eventFrame', () => {
  it.each<GapReason>(['expired', 'cancelled', 'replaced'])('encodes a gap with the reason %s', (reason) => {
    const messageType = 'notificationGap'
    const gap = { messageType, clientAppToken: ENTRY_TOKEN, fromSeq: 3, toSeq: 70_000, reason } as const
    const [name, message] = decode(eventFrame('notificationGap', gap))
    expect(name).toBe('notificationGap')
    expect(notificationGapSchema.parse(message)).toEqual(gap)
  })

  it('encodes names with characters of any script', () => {
    const registration = {
      clientAppToken: ENTRY_TOKEN,
      ApplicationName: '“Ünï\u2028\n"\\',
      ackedSeq: 0,
      headSeq: 1,
    }
    const session = {
      messageType: 'aoiSession',
      epoch: 'e',
      serverTime: '2026-11-01T00:00:00.000Z',
      registrations: [registration],
    } as const
    expect(decode(eventFrame('aoiSession', { ...session, registrations: [registration] }))).toEqual([
      'aoiSession',
      session,
    ])
  })
})

/**
 * Decodes the bytes as Engine.IO and Socket.IO do on the client: a message, an event of our namespace, and its
 * attachments.
 */
function decode(bytes: Buffer): unknown[] {
  const decoder = new Decoder()
  const packets: Packet[] = []
  decoder.on('decoded', (packet: Packet) => packets.push(packet))
  const [text, ...attachments] = split(bytes)
  const begin = attachments.length === 0 ? `4${PacketType.EVENT}/aoi,` : `4${PacketType.BINARY_EVENT}1-/aoi,`
  expect(text?.content.toString().startsWith(begin)).toBe(true)
  decoder.add(text?.content.toString().slice(1) ?? '')
  for (const { opcode, content } of attachments) {
    expect(opcode).toBe(2)
    decoder.add(content)
  }
  expect(packets).toHaveLength(1)
  return packets[0]?.data
}

/** Splits the bytes into websocket frames, each smaller than 64 KiB. */
function split(bytes: Buffer): { opcode: number; content: Buffer }[] {
  const frames = []
  for (let at = 0; at < bytes.byteLength; ) {
    const short = (bytes[at + 1] ?? 0) < 126
    const begin = at + (short ? 2 : 4)
    const end = begin + (short ? (bytes[at + 1] ?? 0) : bytes.readUInt16BE(at + 2))
    frames.push({ opcode: (bytes[at] ?? 0) & 15, content: bytes.subarray(begin, end) })
    at = end
  }
  return frames
}
