import { FINDING_KINDS, FINDING_STATES } from '#protocol/finding-kinds.ts'
import { stateOf } from '../../core/findings/finding-store.ts'
import type { MetricRegistry, Sample } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

const UNRESOLVED = FINDING_STATES.filter((state) => state !== 'resolved')

/** The findings that are not resolved. Their labels come from closed lists. */
export function addFindingMetrics(
  metrics: MetricRegistry,
  { findings, clock }: Pick<MetricSources, 'findings' | 'clock'>,
): void {
  metrics.gauge({
    name: 'aoi_findings',
    help: 'Findings that are not resolved, on all nodes together.',
    labelNames: ['kind', 'state'],
    read: async () => {
      const now = clock.now()
      // While the database is lost, `aoi_dependency_up` says so.
      const found = await findings.listUnresolved().catch(() => [])
      return FINDING_KINDS.flatMap((kind) =>
        UNRESOLVED.map((state): Sample => {
          const count = found.filter(
            (finding) => finding.kind === kind && stateOf(finding, now) === state,
          ).length
          return [{ kind, state }, count]
        }),
      )
    },
  })
}
