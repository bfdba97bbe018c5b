import { readFrameHead } from './client-frame.ts'

/** Follows what a client sends from frame to frame, without unpacking it, to know where messages begin. */
export class FrameWalk {
  /** Of the frame that has begun, bytes still to come. */
  #rest = 0
  #isLost = false

  /** What comes next begins a message. Once it cannot be told any more, never again. */
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
