import type { Overview } from '#protocol'
import { HEAT_ROWS, heatRowOf } from '#protocol/heat.ts'
import { TimeHistogram, timeBucketStart } from '#protocol/time-histogram.ts'
import type { Pulse, PulseMinute } from './pulse.ts'

/** Converts the pulse to the form of the overview. */
export function describePulse(pulse: Pulse): Overview['pulse'] {
  const minutes = pulse.readMinutes()
  const all = new TimeHistogram()
  for (const { acked } of minutes) all.merge(acked)
  const p50Ms = all.percentile(0.5)
  const p95Ms = all.percentile(0.95)
  return {
    lastMinute: pulse.lastMinute,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    minutes: minutes.map(describeMinute),
  }
}

function describeMinute({ startedAt, accepted, acked }: PulseMinute): Overview['pulse']['minutes'][number] {
  const p95Ms = acked.percentile(0.95)
  return {
    startedAt: new Date(startedAt).toISOString(),
    accepted,
    acked: p95Ms === undefined ? [] : heatRowsOf(acked),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  }
}

function heatRowsOf(acked: TimeHistogram): number[] {
  const rows = new Array<number>(HEAT_ROWS).fill(0)
  for (const [bucket, count] of acked.entries()) {
    const row = heatRowOf(timeBucketStart(bucket))
    rows[row] = (rows[row] ?? 0) + count
  }
  return rows
}
