import type { Overview } from '#protocol'
import { HISTOGRAM_BUCKETS, percentile } from '#protocol/dashboard/fan-out.ts'
import { HEAT_ROWS } from '#protocol/overview.ts'
import type { Pulse, PulseMinute } from './pulse.ts'

const BUCKETS_PER_ROW = HISTOGRAM_BUCKETS / HEAT_ROWS

/** The pulse as the overview shows it. */
export function describePulse(pulse: Pulse): Overview['pulse'] {
  const minutes = pulse.readMinutes()
  const all = Array.from({ length: HISTOGRAM_BUCKETS }, (_, bucket) =>
    minutes.reduce((sum, { acked }) => sum + (acked[bucket] ?? 0), 0),
  )
  const p50Ms = percentile(all, 0.5)
  const p95Ms = percentile(all, 0.95)
  return {
    lastMinute: pulse.lastMinute,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    minutes: minutes.map(describeMinute),
  }
}

function describeMinute({ startedAt, accepted, acked }: PulseMinute): Overview['pulse']['minutes'][number] {
  const p95Ms = percentile([...acked], 0.95)
  const rows = Array.from({ length: HEAT_ROWS }, (_, row) =>
    acked.slice(row * BUCKETS_PER_ROW, (row + 1) * BUCKETS_PER_ROW).reduce((sum, count) => sum + count, 0),
  )
  return {
    startedAt: new Date(startedAt).toISOString(),
    accepted,
    acked: p95Ms === undefined ? [] : rows,
    ...(p95Ms === undefined ? {} : { p95Ms }),
  }
}
