const FIN = 0x80
const TEXT = 1
const BINARY = 2
const PING = 9
const PONG = 10
const MASKED = 0x80
const MASK_BYTES = 4
const LENGTH_16 = 126
const LENGTH_64 = 127

/** One frame of a client (RFC 6455, 5.2): the offsets of its mask, its content and the byte behind it. */
export type ClientFrame = { isText: boolean; maskAt: number; contentAt: number; endAt: number }

/**
 * Reads the frame header at `at`. Returns `undefined` if the header is cut off, or the frame is not a whole message of
 * less than 64 KiB, or it closes the connection, or it breaks a rule. Only the websocket library knows how such bytes
 * continue.
 */
export function readFrameHead(bytes: Buffer, at: number): ClientFrame | undefined {
  const [first, second] = [bytes[at], bytes[at + 1]]
  if (first === undefined || second === undefined || second < MASKED) return undefined
  const opcode = first - FIN
  if (opcode !== TEXT && opcode !== BINARY && opcode !== PING && opcode !== PONG) return undefined
  const length = second - MASKED
  const isLong = length === LENGTH_16
  if (length === LENGTH_64 || (isLong && at + MASK_BYTES > bytes.length)) return undefined
  const maskAt = at + (isLong ? MASK_BYTES : 2)
  const contentAt = maskAt + MASK_BYTES
  const endAt = contentAt + (isLong ? bytes.readUInt16BE(at + 2) : length)
  return { isText: opcode === TEXT, maskAt, contentAt, endAt }
}
