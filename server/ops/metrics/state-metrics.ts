import { statfs } from 'node:fs/promises'
import { LIMITS } from '#protocol'
import type { MetricRegistry, Sample } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

type Sources = Pick<
  MetricSources,
  'build' | 'store' | 'isRedisWell' | 'dataDirectory' | 'readiness' | 'isDraining' | 'census' | 'queues'
>

/** The state of this node and of everything that it depends on. */
export function addStateMetrics(metrics: MetricRegistry, sources: Sources): void {
  const { build, store, isRedisWell, dataDirectory, readiness, isDraining, census, queues } = sources
  metrics.gauge({
    name: 'aoi_build_info',
    help: 'Always 1; the labels describe the server.',
    labelNames: ['version', 'role', 'database'],
    read: () => [[build, 1]],
  })
  metrics.gauge({
    name: 'aoi_ready',
    help: 'Whether the server accepts work: 1 or 0.',
    read: async () => ((await readiness.check()).ready ? 1 : 0),
  })
  metrics.gauge({
    name: 'aoi_draining',
    help: 'Whether the server is draining: 1 or 0.',
    read: () => (isDraining() ? 1 : 0),
  })
  metrics.gauge({
    name: 'aoi_dependency_up',
    help: 'Whether the database, and Redis if it is configured, can be used: 1 or 0.',
    labelNames: ['dependency'],
    read: (): Sample[] => [
      [{ dependency: 'database' }, store.outage === undefined ? 1 : 0],
      ...(isRedisWell === undefined ? [] : [[{ dependency: 'redis' }, isRedisWell() ? 1 : 0] as const]),
    ],
  })
  metrics.gauge({
    name: 'aoi_nodes',
    help: 'Nodes on the database that are present, as this node sees them.',
    read: () => census.nodes,
  })
  metrics.gauge({
    name: 'aoi_queue_length',
    help: 'Entries that wait in a queue of this node.',
    labelNames: ['queue'],
    read: () => Object.entries(queues).map(([queue, length]): Sample => [{ queue }, length()]),
  })
  metrics.gauge({
    name: 'aoi_disk_free_bytes',
    help: 'Free bytes on the disk of the data directory; 0 if it cannot be read.',
    read: () =>
      statfs(dataDirectory).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => 0,
      ),
  })
  metrics.gauge({
    name: 'aoi_disk_watermark_bytes',
    help: 'Below this number of free bytes the server refuses submissions.',
    read: () => LIMITS.diskFreeBytesMin,
  })
}
