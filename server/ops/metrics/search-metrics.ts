import type { MetricRegistry } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

const MILLISECONDS = 1000

/** How far the index of texts is behind the log. */
export function addSearchMetrics(
  metrics: MetricRegistry,
  { search, clock }: Pick<MetricSources, 'search' | 'clock'>,
): void {
  metrics.gauge({
    name: 'aoi_text_index_lag_seconds',
    help: 'Age of the oldest notification that the index of texts lacks; 0 if it has all.',
    read: async () => {
      // While the database is lost, `aoi_dependency_up` says so.
      const since = await search.findWaitingSince().catch(() => undefined)
      return since === undefined ? 0 : Math.max(0, clock.now() - since) / MILLISECONDS
    },
  })
}
