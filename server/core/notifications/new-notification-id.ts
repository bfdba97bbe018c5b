import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const RANDOM_BYTES = 16
/** The system's generator costs microseconds for each call, however few bytes it fills. */
const random = new Uint8Array(RANDOM_BYTES * 256)

let nextRandom = random.length
let latest = { at: Number.NaN, seq: 0 }

/**
 * Returns the id of a notification accepted at `at` (Unix ms), a UUIDv7. Ids of one millisecond ascend, so that lists by
 * time and id have the order of acceptance.
 */
export function newNotificationId(at: number): string {
  const bytes = takeRandom()
  if (at === latest.at) latest.seq = (latest.seq + 1) >>> 0
  else latest = { at, seq: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1 }
  return v7({ random: bytes, msecs: at, seq: latest.seq })
}

/** Returns bytes that no other id has. */
function takeRandom(): Uint8Array {
  if (nextRandom === random.length) {
    randomFillSync(random)
    nextRandom = 0
  }
  const from = nextRandom
  nextRandom += RANDOM_BYTES
  return random.subarray(from, nextRandom)
}
