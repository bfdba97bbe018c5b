import { loopTime } from '../loop-time.ts'
import type { Library, MetricRegistry } from './metric-registry.ts'

const PREFIX = 'aoi_'
/** Metrics of the library that list every open file or socket at each scrape, which blocks the event loop. */
const BLOCKING = [
  ...['process_open_fds', 'nodejs_active_handles', 'nodejs_active_handles_total'],
  ...['nodejs_active_requests', 'nodejs_active_requests_total'],
  ...['nodejs_active_resources', 'nodejs_active_resources_total'],
]

/** CPU, memory, garbage collection and event loop of the process. They are measured from now on. */
export function addProcessMetrics(metrics: MetricRegistry, library: Library): void {
  library.collectDefaultMetrics({ register: metrics.registry, prefix: PREFIX })
  for (const name of BLOCKING) metrics.registry.removeSingleMetric(`${PREFIX}${name}`)
  metrics.counter({
    name: 'aoi_event_loop_busy_seconds_total',
    help: 'Time for which the event loop was busy since the start of the process.',
    read: () => loopTime() / 1000,
  })
}
