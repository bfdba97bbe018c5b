const TEXT = 0x81
const MASKED = 0x80
const LENGTH_16 = 126
/** Bytes of a frame's payload that tell our events apart (`42/aoi,["n`). */
const LOOK_BYTES = 10

/** Returns the bytes of the request that opens a websocket. */
export function upgradeRequest(port: number, path: string): Buffer {
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
}

/** Returns a text frame of a client (RFC 6455, 5.2). Its mask is zeros, which change nothing. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const isShort = payload.length < LENGTH_16
  const head = Buffer.alloc(isShort ? 6 : 8)
  head[0] = TEXT
  head[1] = MASKED | (isShort ? payload.length : LENGTH_16)
  if (!isShort) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

/**
 * Walks through the frames of a server without unpacking them. Reports the beginning and the length of each payload.
 */
export class FrameWalker {
  readonly #onFrame: (beginning: Buffer, length: number) => void
  /** Bytes still to come of the last reported frame. */
  #rest = 0
  /** The beginning of a frame that the chunk cut off. */
  #kept: Buffer | undefined

  constructor(onFrame: (beginning: Buffer, length: number) => void) {
    this.#onFrame = onFrame
  }

  take(chunk: Buffer): void {
    const bytes = this.#kept === undefined ? chunk : Buffer.concat([this.#kept, chunk])
    this.#kept = undefined
    let offset = Math.min(this.#rest, bytes.length)
    this.#rest -= offset
    while (offset < bytes.length) {
      const end = this.#step(bytes, offset)
      if (end === undefined) {
        this.#kept = Buffer.from(bytes.subarray(offset))
        return
      }
      this.#rest = Math.max(0, end - bytes.length)
      offset = Math.min(end, bytes.length)
    }
  }

  /** Returns the end of the frame that begins at `offset`; `undefined` when too little of it has arrived. */
  #step(bytes: Buffer, offset: number): number | undefined {
    const available = bytes.length - offset
    const length7 = (bytes[offset + 1] ?? 0) & ~MASKED
    const header = length7 < LENGTH_16 ? 2 : length7 === LENGTH_16 ? 4 : 10
    if (available < header) return undefined
    const length =
      header === 2
        ? length7
        : header === 4
          ? bytes.readUInt16BE(offset + 2)
          : Number(bytes.readBigUInt64BE(offset + 2))
    const look = Math.min(length, LOOK_BYTES)
    if (available < header + look) return undefined
    this.#onFrame(bytes.subarray(offset + header, offset + header + look), length)
    return offset + header + length
  }
}
