import { AXIS_STEPS, stepOf, stepStart } from '#protocol/dashboard/recipient-states.ts'
import { type TimeHistogram, timeBucketStart } from '#protocol/time-histogram.ts'

export type CurvePoint = { x: number; y: number }
/** The first and the last drawn step of the axis. */
export type Sides = { first: number; last: number }

/** Returns the share acked by the end of each filled bucket, as a line in a box of 100 by 100 between the sides. */
export function layOutCurve(
  histogram: TimeHistogram,
  { recipients, ...sides }: Sides & { recipients: number },
): CurvePoint[] {
  const points: CurvePoint[] = [{ x: 0, y: 100 }]
  let sum = 0
  for (const [bucket, count] of histogram.entries()) {
    const start = placeOfTime(timeBucketStart(bucket), sides)
    points.push({ x: start, y: 100 - shareOf(sum, recipients) })
    sum += count
    points.push({
      x: Math.max(start, placeOfTime(timeBucketStart(bucket + 1), sides)),
      y: 100 - shareOf(sum, recipients),
    })
  }
  return [...points, { x: 100, y: 100 - shareOf(sum, recipients) }]
}

function shareOf(count: number, recipients: number): number {
  return recipients === 0 ? 0 : (100 * count) / recipients
}

/** Where a step begins between the sides, in percent. */
export function placeOf(step: number, { first, last }: Sides): number {
  return (100 * (step - first)) / (last + 1 - first)
}

/** Where a time lies between the sides, in percent. */
export function placeOfTime(milliseconds: number, sides: Sides): number {
  return Math.min(100, Math.max(0, placeOf(stepOf(milliseconds), sides)))
}

/** Finds the steps worth drawing: the non-empty ones, and one beside them. */
export function findSides(histogram: TimeHistogram): Sides {
  const steps = [...histogram.entries()].map(([bucket]) => Math.floor(stepOf(timeBucketStart(bucket))))
  const first = Math.max(0, Math.min(AXIS_STEPS - 8, (steps[0] ?? 6) - 1))
  const last = Math.min(AXIS_STEPS - 1, Math.max(first + 6, (steps.at(-1) ?? 0) + 1))
  return { first, last }
}

/** Lists the times below the curve: the powers of ten between its sides. */
export function listTicks(sides: Sides): { step: number; milliseconds: number }[] {
  const ticks = []
  for (let step = 0; step <= AXIS_STEPS; step += 6)
    if (step >= sides.first && step <= sides.last + 1)
      ticks.push({ step, milliseconds: step === 0 ? 1 : stepStart(step) })
  return ticks
}
