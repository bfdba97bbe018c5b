import { findLastBackup } from '../last-backup.ts'
import type { MetricRegistry } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

const MILLISECONDS = 1000

/** The last backup, and the last rehearsal of a restore. It failed if it ended after the last one that succeeded. */
export function addKeepingMetrics(
  metrics: MetricRegistry,
  { dataDirectory, findRehearsal }: Pick<MetricSources, 'dataDirectory' | 'findRehearsal'>,
): void {
  metrics.gauge({
    name: 'aoi_backup_made_timestamp_seconds',
    help: 'When `aoi admin backup` last made a backup (Unix time); 0 before the first.',
    read: async () => ((await findLastBackup(dataDirectory)) ?? 0) / MILLISECONDS,
  })
  metrics.gauge({
    name: 'aoi_rehearsal_ended_timestamp_seconds',
    help: 'When the last rehearsal of a restore ended (Unix time); 0 before the first.',
    read: async () => {
      const rehearsal = await findRehearsal()
      if (rehearsal === undefined) return 0
      return (Date.parse(rehearsal.startedAt) + rehearsal.milliseconds) / MILLISECONDS
    },
  })
  metrics.gauge({
    name: 'aoi_rehearsal_succeeded_timestamp_seconds',
    help: 'When the last rehearsal that succeeded ended (Unix time); 0 before the first.',
    read: async () => {
      const at = (await findRehearsal())?.succeededAt
      return at === undefined ? 0 : Date.parse(at) / MILLISECONDS
    },
  })
  metrics.gauge({
    name: 'aoi_rehearsal_duration_seconds',
    help: 'How long the last rehearsal took; 0 before the first.',
    read: async () => ((await findRehearsal())?.milliseconds ?? 0) / MILLISECONDS,
  })
}
