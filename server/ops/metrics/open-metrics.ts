import type { OpenMetricsContentType, Registry } from 'prom-client'
import { addFaultMetrics } from './fault-metrics.ts'
import { MetricRegistry } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'
import { addProcessMetrics } from './process-metrics.ts'
import { addSessionMetrics } from './session-metrics.ts'
import { addStateMetrics } from './state-metrics.ts'
import { addSubmissionMetrics } from './submission-metrics.ts'

/** The metrics of a server, for its doors. */
export interface Metrics {
  readonly contentType: string
  /** Reads all metrics, in the text format of OpenMetrics. Callers at the same time share one reading. */
  read(): Promise<string>
}

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** Opens the metrics. The library is loaded at the first scrape, so a server that nobody scrapes does not pay for it. */
export function openMetrics(sources: MetricSources): Metrics {
  let registry: Promise<Registry<OpenMetricsContentType>> | undefined
  let reading: Promise<string> | undefined
  return {
    contentType: OPEN_METRICS,
    read: () => {
      registry ??= buildRegistry(sources)
      reading ??= registry
        .then((built) => built.metrics())
        .finally(() => {
          reading = undefined
        })
      return reading
    },
  }
}

/** Builds a registry with every metric of `docs/metrics.md`. */
export async function buildRegistry(sources: MetricSources): Promise<Registry<OpenMetricsContentType>> {
  const library = await import('prom-client')
  const metrics = new MetricRegistry(library)
  addSubmissionMetrics(metrics, sources)
  addSessionMetrics(metrics, sources)
  addStateMetrics(metrics, sources)
  addFaultMetrics(metrics, sources)
  addProcessMetrics(metrics, library)
  return metrics.registry
}
