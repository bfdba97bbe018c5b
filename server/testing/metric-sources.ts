import { tmpdir } from 'node:os'
import { CountsByName } from '#server/core/tally/counts-by-name.ts'
import { emptyTransportCounts } from '#server/core/tally/transport-counts.ts'
import { ACK_SECONDS, COMMIT_SECONDS, POWERS_OF_TWO, ValueBuckets } from '#server/core/tally/value-buckets.ts'
import { emptySweepCounts } from '#server/ops/housekeeping.ts'
import type { MetricSources } from '#server/ops/metrics/metric-sources.ts'

/** The sources of the metrics of a node that has done nothing yet. */
export function emptyMetricSources(): MetricSources {
  return {
    build: { version: '0.0.0', role: 'all', database: 'sqlite' },
    store: { outage: undefined },
    isRedisWell: () => true,
    dataDirectory: tmpdir(),
    readiness: { check: async () => ({ ready: true, reasons: [] }) },
    isDraining: () => false,
    census: { nodes: 1 },
    findings: { listUnresolved: async () => [] },
    search: { findWaitingSince: async () => undefined },
    clock: { now: () => 0 },
    submissions: { answers: new CountsByName(), groupSizes: new ValueBuckets(POWERS_OF_TWO) },
    pulse: {
      commitSeconds: new ValueBuckets(COMMIT_SECONDS),
      firstAckSeconds: new ValueBuckets(ACK_SECONDS),
      allAcksSeconds: new ValueBuckets(ACK_SECONDS),
    },
    limitWatch: { totals: new CountsByName() },
    answerLog: { totals: new CountsByName() },
    unexpectedErrors: { totals: new CountsByName() },
    sweeps: emptySweepCounts(),
    findRehearsal: async () => undefined,
    hub: {
      transports: {
        ...{ socketIo: emptyTransportCounts(), pushSocket: emptyTransportCounts() },
        pushService: emptyTransportCounts(),
      },
      endings: new CountsByName(),
    },
    outbound: { outcomes: new CountsByName(), openCircuits: 0 },
    queues: { submissions: () => 0 },
  }
}
