import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clientFrame } from '#server/testing/client-frame.ts'
import { FrameWalk } from './frame-walk.ts'

const whole = fc.record({
  text: fc.string({ maxLength: 300 }),
  opcode: fc.constantFrom(1, 2, 9, 10),
})

it('finds where each message begins, wherever the bytes are cut outside of frame headers', () => {
  fc.assert(
    fc.property(
      fc.array(whole, { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.nat()),
      (frames, cuts) => {
        const walk = new FrameWalk()
        for (const { text, opcode } of frames) {
          const frame = clientFrame(text, { opcode })
          const head = 4 + ((cuts.next().value ?? 0) % (frame.length - 3))
          const cut = Math.min(head, frame.length)
          expect(walk.isAtBeginning).toBe(true)
          walk.follow(frame.subarray(0, cut))
          expect(walk.isAtBeginning).toBe(cut === frame.length)
          walk.follow(frame.subarray(cut))
        }
        expect(walk.isAtBeginning).toBe(true)
      },
    ),
  )
})

it('follows several frames in one chunk', () => {
  const walk = new FrameWalk()
  walk.follow(
    Buffer.concat([clientFrame('one'), clientFrame('2'.repeat(200)), clientFrame('three').subarray(0, 9)]),
  )
  expect(walk.isAtBeginning).toBe(false)
  walk.follow(clientFrame('three').subarray(9))
  expect(walk.isAtBeginning).toBe(true)
})

it.each([
  ['a part of a message', clientFrame('a', { fin: false })],
  ['the rest of a message', clientFrame('a', { opcode: 0 })],
  ['the end of the connection', clientFrame('', { opcode: 8 })],
  ['an unknown kind', clientFrame('a', { opcode: 3 })],
  ['a frame without a mask', Buffer.from([0x81, 0x01, 0x61])],
  ['a frame of 64 KiB or more', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4])],
  ['half a header', clientFrame('a').subarray(0, 1)],
  ['half a length', clientFrame('a'.repeat(200)).subarray(0, 3)],
])('gives up for good after %s', (_, bytes) => {
  const walk = new FrameWalk()
  walk.follow(bytes)
  walk.follow(clientFrame('a'))
  expect(walk.isAtBeginning).toBe(false)
})
