import type { MetricRegistry, Sample } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

/** Requests to other servers. */
export function addOutboundMetrics(
  metrics: MetricRegistry,
  { outbound }: Pick<MetricSources, 'outbound'>,
): void {
  metrics.counter({
    name: 'aoi_outbound_requests_total',
    help: 'Requests to other servers, by purpose and outcome.',
    labelNames: ['purpose', 'outcome'],
    read: () => [...outbound.outcomes].map(([name, requests]): Sample => [purposeAndOutcome(name), requests]),
  })
  metrics.gauge({
    name: 'aoi_outbound_circuits_open',
    help: 'Origins that get no requests for a while, because they could not be reached.',
    read: () => outbound.openCircuits,
  })
}

function purposeAndOutcome(name: string): { purpose: string; outcome: string } {
  const [purpose = '', outcome = ''] = name.split(' ')
  return { purpose, outcome }
}
