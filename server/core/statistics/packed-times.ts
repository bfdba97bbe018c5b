import { TimeHistogram } from '#protocol/time-histogram.ts'

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

/** Unpacks what `packTimes` made. */
export function unpackTimes(packed: Uint8Array): TimeHistogram {
  const wire: number[] = []
  let value = 0
  let place = 1
  for (const byte of packed) {
    value += (byte % MORE) * place
    place *= MORE
    if (byte >= MORE) continue
    wire.push(value)
    value = 0
    place = 1
  }
  for (let at = 2; at < wire.length; at += 2) wire[at] = (wire[at] ?? 0) + (wire[at - 2] ?? 0)
  return TimeHistogram.from(wire)
}

function pushWhole(bytes: number[], value: number): void {
  let rest = value
  while (rest >= MORE) {
    bytes.push((rest % MORE) + MORE)
    rest = Math.floor(rest / MORE)
  }
  bytes.push(rest)
}
