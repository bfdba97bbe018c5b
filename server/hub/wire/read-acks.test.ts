import fc from 'fast-check'
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser'
import { describe, expect, it } from 'vitest'
import { AOI_NAMESPACE, LIMITS, notificationAckSchema } from '#protocol'
import { clientFrame } from '#server/testing/client-frame.ts'
import { readAcks } from './read-acks.ts'

const ENGINE_MESSAGE = '4'
const TOKEN = `g1${'A'.repeat(43)}`

const token = fc.stringMatching(/^[gu]1[A-Za-z0-9_-]{43}$/)
const seq = fc.oneof(
  fc.integer({ min: 1, max: 10_000 }),
  fc.maxSafeNat().map((nat) => nat + 1),
)
const acks = fc.array(fc.tuple(token, seq), { minLength: 1, maxLength: 5 })

describe('readAcks', () => {
  it('reads several acknowledgements in one chunk, and none when one message is of another kind', () => {
    const [first, second] = [frameOf([[TOKEN, 1]]), frameOf([[TOKEN, 2]])].map((text) => clientFrame(text))
    if (first === undefined || second === undefined) throw new Error('there are two')
    expect(readAcks(Buffer.concat([first, second]))).toEqual([[[TOKEN, 1]], [[TOKEN, 2]]])
    for (const other of [
      clientFrame('3'),
      clientFrame('a', { opcode: 2 }),
      first.subarray(0, 40),
      first.subarray(0, 1),
    ])
      expect(readAcks(Buffer.concat([first, other]))).toBeUndefined()
  })

  it('reads only frames that are a whole, masked text message', () => {
    const frame = clientFrame(frameOf([[TOKEN, 1]]))
    for (const firstByte of [0x01, 0x80, 0x82, 0x88, 0x89, 0xc1, 0xa1, 0x91]) {
      const other = Buffer.from(frame)
      other[0] = firstByte
      expect(readAcks(other)).toBeUndefined()
    }
    const bare = Buffer.from(frame)
    bare[1] = (bare[1] ?? 0) - 0x80
    expect(readAcks(bare)).toBeUndefined()
  })

  it('reads the messages of an AOI Client exactly as Socket.IO and the schema read them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(token, fc.integer({ min: 1, max: 999_999_999 })), { minLength: 1 }),
        (said) => {
          const text = frameOf(said)
          expect(read(text)).toEqual(said)
          expect(readTheGeneralWay(text)).toEqual(said)
        },
      ),
    )
  })

  it('never reads a changed message differently from Socket.IO and the schema', () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(200),
        cut: fc.nat(3),
        put: fc.oneof(
          fc.constantFrom(
            '',
            '[',
            ']',
            '{',
            '}',
            ',',
            '"',
            '0',
            '1',
            '.',
            'e',
            '-',
            ' ',
            '\\',
            'é',
            '\u0000',
          ),
          fc.constantFrom(`["${TOKEN}",7]`, ',"extra":1', '],"acks":[', '42', '/aoi,', '1e3', '}]}]', '\n'),
        ),
      }),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(acks, edits, (said, changes) => {
        const text = changes.reduce(
          (old, { at, cut, put }) => old.slice(0, at) + put + old.slice(at + cut),
          frameOf(said),
        )
        const found = read(text)
        if (found !== undefined) expect(found).toEqual(readTheGeneralWay(text))
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    [
      'that asks for an answer',
      `42${AOI_NAMESPACE},5["notificationAck",{"messageType":"notificationAck","acks":[["${TOKEN}",1]]}]`,
    ],
    ['without an acknowledgement', frameOf([])],
    ['with a space', frameOf([[TOKEN, 1]]).replace(':', ': ')],
    ['with seq 0', frameOf([[TOKEN, 0]])],
    ['with a fractional seq', frameOf([[TOKEN, 1.5]])],
    ['of another namespace', frameOf([[TOKEN, 1]]).replace(AOI_NAMESPACE, '/admin')],
    [
      'with too many acknowledgements',
      frameOf(Array.from({ length: LIMITS.acksPerMessage + 1 }, () => [TOKEN, 1])),
    ],
  ])('leaves a message %s to Socket.IO', (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  it('reads as many acknowledgements as one message may hold', () => {
    const said: [string, number][] = Array.from({ length: LIMITS.acksPerMessage }, (_, index) => [
      TOKEN,
      index + 1,
    ])
    expect(read(frameOf(said))).toEqual(said)
  })
})

/** Returns the acknowledgements that `readAcks` finds in a frame with this text. */
function read(text: string): unknown {
  const messages = readAcks(clientFrame(text))
  expect(messages?.length ?? 1).toBe(1)
  return messages?.[0]
}

/** Encodes acknowledgements with the library that `client/` uses. */
function frameOf(said: [string, number][]): string {
  const data = ['notificationAck', { messageType: 'notificationAck', acks: said }]
  const [packet] = new Encoder().encode({ type: PacketType.EVENT, nsp: AOI_NAMESPACE, data })
  return `${ENGINE_MESSAGE}${packet}`
}

/** Returns the acknowledgements that Socket.IO's parser and the schema find, or `undefined` if there are none. */
function readTheGeneralWay(text: string): unknown {
  let packet: Packet | undefined
  const decoder = new Decoder()
  decoder.on('decoded', (decoded: Packet) => {
    packet = decoded
  })
  if (!text.startsWith(ENGINE_MESSAGE)) return undefined
  try {
    decoder.add(text.slice(1))
  } catch {
    return undefined
  }
  if (packet?.type !== PacketType.EVENT || packet.nsp !== AOI_NAMESPACE) return undefined
  const [name, message] = packet.data as unknown[]
  const ack = notificationAckSchema.safeParse(message)
  return name === 'notificationAck' && ack.success ? ack.data.acks : undefined
}
