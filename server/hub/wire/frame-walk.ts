import { readFrameHead } from './client-frame.ts'

/** Follows the bytes of a client from frame to frame, without unpacking them, to know where messages begin. */
export class FrameWalk {
  /** Bytes of the current frame that have not arrived yet. */
  #rest = 0
  #isLost = false

  /** True if the next byte begins a message. Once the walk has lost track, it stays false. */
  get isAtBeginning(): boolean {
    return this.#rest === 0 && !this.#isLost
  }

  follow(bytes: Buffer): void {
    let at = this.#rest
    while (at < bytes.length && !this.#isLost) {
      const frame = readFrameHead(bytes, at)
      if (frame === undefined) this.#isLost = true
      else at = frame.endAt
    }
    this.#rest = Math.max(0, at - bytes.length)
  }
}
