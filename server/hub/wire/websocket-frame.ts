const FIN_TEXT = 0x81
const FIN_BINARY = 0x82
const LENGTH_16 = 126
const LENGTH_64 = 127

/** Encodes one unmasked text frame of a server (RFC 6455, 5.2). */
export function websocketTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const { frame, at } = openFrame(FIN_TEXT, length)
  frame.write(text, at)
  return frame
}

/** Encodes one unmasked binary frame of a server. */
export function websocketBinaryFrame(bytes: Uint8Array): Buffer {
  const { frame, at } = openFrame(FIN_BINARY, bytes.byteLength)
  frame.set(bytes, at)
  return frame
}

/** Allocates a frame and writes its header. `at` is the offset of its content. */
function openFrame(firstByte: number, length: number): { frame: Buffer; at: number } {
  const at = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(at + length)
  frame[0] = firstByte
  if (at === 2) {
    frame[1] = length
  } else if (at === 4) {
    frame[1] = LENGTH_16
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = LENGTH_64
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  return { frame, at }
}
