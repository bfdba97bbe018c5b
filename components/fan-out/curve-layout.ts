import { bucketStart, HISTOGRAM_BUCKETS } from '#protocol/dashboard/fan-out.ts'

export type CurvePoint = { x: number; y: number }

/** The shares (0 to 1) acked by the end of each bucket, as a line in a box of 100 by 100; `first` and `last` bucket are its sides. */
export function layOutCurve(
  histogram: readonly number[],
  input: { recipients: number; first: number; last: number },
): CurvePoint[] {
  const { recipients, first, last } = input
  const points: CurvePoint[] = []
  let sum = 0
  for (let bucket = 0; bucket <= last; bucket += 1) {
    if (bucket === first) points.push({ x: 0, y: 100 - share(sum, recipients) })
    sum += histogram[bucket] ?? 0
    if (bucket >= first) points.push({ x: placeOf(bucket + 1, input), y: 100 - share(sum, recipients) })
  }
  return points
}

function share(count: number, recipients: number): number {
  return recipients === 0 ? 0 : (100 * count) / recipients
}

/** Where the beginning of a bucket lies between the sides, in percent. */
export function placeOf(bucket: number, { first, last }: { first: number; last: number }): number {
  return (100 * (bucket - first)) / (last + 1 - first)
}

/** The buckets worth drawing: those with somebody in them, and one beside. */
export function findSides(histogram: readonly number[]): { first: number; last: number } {
  const filled = histogram.flatMap((count, bucket) => (count > 0 ? [bucket] : []))
  const first = Math.max(0, (filled[0] ?? 6) - 1)
  const last = Math.min(HISTOGRAM_BUCKETS - 1, Math.max(first + 6, (filled.at(-1) ?? 0) + 1))
  return { first, last }
}

/** Times to write below the curve: the tenfold ones between its sides. */
export function listTicks(sides: {
  first: number
  last: number
}): { bucket: number; milliseconds: number }[] {
  const ticks = []
  for (let bucket = 0; bucket <= HISTOGRAM_BUCKETS; bucket += 6)
    if (bucket >= sides.first && bucket <= sides.last + 1)
      ticks.push({ bucket, milliseconds: bucket === 0 ? 1 : bucketStart(bucket) })
  return ticks
}
