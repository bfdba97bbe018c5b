import type { TimeHistogram } from '#protocol/time-histogram.ts'

const BITS = 7
const MORE = 1 << BITS

/**
 * Packs a histogram: for each filled bucket its distance from the one before and its count, in groups of seven bits, the
 * lowest first.
 */
export function packTimes(times: TimeHistogram): Uint8Array {
  const bytes: number[] = []
  let last = 0
  for (const [bucket, count] of times.entries()) {
    pushWhole(bytes, bucket - last)
    pushWhole(bytes, count)
    last = bucket
  }
  return Uint8Array.from(bytes)
}

/** Adds the times that `packTimes` has packed. Plain loops: a page of charts adds thousands of these. */
export function addPackedTimes(times: TimeHistogram, packed: Uint8Array): void {
  let bucket = 0
  let value = 0
  let place = 1
  let isCount = false
  for (let at = 0; at < packed.length; at += 1) {
    const byte = packed[at] ?? 0
    value += (byte & (MORE - 1)) * place
    place *= MORE
    if (byte >= MORE) continue
    if (isCount) times.addCount(bucket, value)
    else bucket += value
    isCount = !isCount
    value = 0
    place = 1
  }
}

function pushWhole(bytes: number[], value: number): void {
  let rest = value
  while (rest >= MORE) {
    bytes.push((rest % MORE) + MORE)
    rest = Math.floor(rest / MORE)
  }
  bytes.push(rest)
}
