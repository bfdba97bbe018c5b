import type { TransportCounts } from '../../core/tally/transport-counts.ts'
import type { MetricRegistry, Sample } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

const COUNTERS: readonly (readonly [
  name: `aoi_${string}_total`,
  count: keyof TransportCounts,
  help: string,
])[] = [
  ['aoi_sessions_opened_total', 'opened', 'Sessions that began.'],
  ['aoi_deliveries_total', 'notifications', 'Notifications sent, once for each session that got one.'],
  ['aoi_delivery_batches_total', 'batches', 'Batches sent: one write for each.'],
  ['aoi_delivery_bytes_total', 'bytes', 'Bytes of the frames that were sent.'],
  ['aoi_gaps_total', 'gaps', 'Gaps sent: ranges of sequence numbers that will never be delivered.'],
  ['aoi_catch_up_deliveries_total', 'fromLog', 'Notifications sent that had to be read from the log.'],
  [
    'aoi_full_windows_total',
    'fullWindows',
    'Batches after which the window of the session had no room for more.',
  ],
  ['aoi_acks_total', 'acked', 'Notifications that sessions acknowledged.'],
]

/** Sessions and deliveries of this node, by transport. */
export function addSessionMetrics(metrics: MetricRegistry, { hub }: Pick<MetricSources, 'hub'>): void {
  const byTransport = (count: keyof TransportCounts) => () =>
    Object.entries(hub.transports).map(([transport, counts]): Sample => [{ transport }, counts[count]])
  const labelNames = ['transport']
  metrics.gauge({
    name: 'aoi_sessions',
    help: 'Sessions that are open on this node.',
    ...{ labelNames, read: byTransport('open') },
  })
  for (const [name, count, help] of COUNTERS)
    metrics.counter({ name, help, labelNames, read: byTransport(count) })
  metrics.counter({
    name: 'aoi_sessions_closed_total',
    help: 'Sessions that ended, by the code with which the server closed them, or client.',
    labelNames: ['code'],
    read: () => [...hub.endings].map(([code, ended]): Sample => [{ code }, ended]),
  })
}
