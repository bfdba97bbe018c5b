import { randomBytes } from 'node:crypto'

const TEXT = 1
const LENGTH_16 = 126

type Options = { opcode?: number; fin?: boolean; mask?: Buffer }

/** Returns one frame of a client (RFC 6455, 5.2), of less than 64 KiB. */
export function clientFrame(text: string, options: Options = {}): Buffer {
  const { opcode = TEXT, fin = true, mask = randomBytes(4) } = options
  const content = Buffer.from(text).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  const { length } = content
  const lengths = length < LENGTH_16 ? [length] : [LENGTH_16, length >> 8, length & 0xff]
  const [first = 0, ...more] = lengths
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | opcode, 0x80 | first, ...more]), mask, content])
}
