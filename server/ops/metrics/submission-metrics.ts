import type { MetricRegistry, Sample } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

/** Submissions, their commits and the time until they are acknowledged. */
export function addSubmissionMetrics(
  metrics: MetricRegistry,
  { submissions, pulse }: Pick<MetricSources, 'submissions' | 'pulse'>,
): void {
  metrics.counter({
    name: 'aoi_submissions_total',
    help: 'Answers to submissions, by door and HTTP status.',
    labelNames: ['door', 'status'],
    read: () => [...submissions.answers].map(([name, answers]): Sample => [doorAndStatus(name), answers]),
  })
  metrics.counter({
    name: 'aoi_notifications_accepted_total',
    help: 'Notifications that were committed.',
    read: () => pulse.commitSeconds.count,
  })
  metrics.histogram({
    name: 'aoi_commit_submissions',
    help: 'Submissions of one group commit.',
    buckets: submissions.groupSizes,
  })
  metrics.histogram({
    name: 'aoi_commit_seconds',
    help: 'Time from the submission of a notification to its commit.',
    buckets: pulse.commitSeconds,
  })
  metrics.histogram({
    name: 'aoi_first_ack_seconds',
    help: 'Time from the commit of a notification to its first acknowledgement.',
    buckets: pulse.firstAckSeconds,
  })
  metrics.histogram({
    name: 'aoi_all_acks_seconds',
    help: 'Time from the commit of a notification to the acknowledgement of its last recipient.',
    buckets: pulse.allAcksSeconds,
  })
}

function doorAndStatus(name: string): { door: string; status: string } {
  const [door = '', status = ''] = name.split(' ')
  return { door, status }
}
