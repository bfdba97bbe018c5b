import type { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import * as ws from 'ws'
import { websocketBinaryFrame, websocketTextFrame } from './websocket-frame.ts'

/** `ws` exports both classes, but its types do not declare them. */
type Parts = {
  Receiver: new (options: { isServer: boolean }) => Writable
  Sender: { frame(data: Buffer, options: object): Buffer[] }
}
const { Receiver, Sender } = ws as unknown as Parts

const SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]

describe('websocketTextFrame', () => {
  it.each(SIZES)('frames %i bytes exactly as ws does', (size) => {
    const text = 'x'.repeat(size)
    const theirs = Sender.frame(Buffer.from(text), { ...FINAL_TEXT, readOnly: false, rsv1: false })
    expect(websocketTextFrame(text).equals(Buffer.concat(theirs))).toBe(true)
  })

  it.each(SIZES)('frames %i bytes of binary exactly as ws does', (size) => {
    const bytes = Buffer.alloc(size, 'ÿ')
    const theirs = Sender.frame(bytes, { ...FINAL_TEXT, opcode: 2, readOnly: true, rsv1: false })
    expect(websocketBinaryFrame(bytes).equals(Buffer.concat(theirs))).toBe(true)
  })

  it.each(SIZES)('makes a frame that ws reads as the same text, at %i bytes', async (size) => {
    const text = 'ü'.repeat(size / 2).padEnd(size - (size % 2), '€')
    expect(await read(websocketTextFrame(text))).toEqual([text])
  })

  it('makes frames that can be joined into one buffer', async () => {
    const texts = ['', 'two', '3'.repeat(70_000), '𝟜']
    expect(await read(Buffer.concat(texts.map(websocketTextFrame)))).toEqual(texts)
  })
})

const FINAL_TEXT = { fin: true, opcode: 1, mask: false } as const

function read(bytes: Buffer): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const receiver = new Receiver({ isServer: false })
    const texts: string[] = []
    receiver.on('message', (message: Buffer) => texts.push(message.toString()))
    receiver.once('error', reject)
    receiver.once('finish', () => resolve(texts))
    receiver.end(bytes)
  })
}
