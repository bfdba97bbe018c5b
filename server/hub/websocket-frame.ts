const FIN_TEXT = 0x81
const LENGTH_16 = 126
const LENGTH_64 = 127

/** One unmasked text frame of a server (RFC 6455, 5.2). */
export function websocketTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headerBytes = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headerBytes + length)
  frame[0] = FIN_TEXT
  if (headerBytes === 2) {
    frame[1] = length
  } else if (headerBytes === 4) {
    frame[1] = LENGTH_16
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = LENGTH_64
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, headerBytes)
  return frame
}
