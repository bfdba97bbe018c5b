import type { MetricRegistry, Sample } from './metric-registry.ts'
import type { MetricSources } from './metric-sources.ts'

const PLACES = ['request', 'socket', 'step', 'stray'] as const

type Sources = Pick<MetricSources, 'answerLog' | 'limitWatch' | 'unexpectedErrors' | 'sweeps'>

/** Refusals, unexpected errors and housekeeping. */
export function addFaultMetrics(metrics: MetricRegistry, sources: Sources): void {
  const { answerLog, limitWatch, unexpectedErrors, sweeps } = sources
  metrics.counter({
    name: 'aoi_refusals_total',
    help: 'Answers with a status from 400 on, by door and code.',
    labelNames: ['door', 'code'],
    read: () => [...answerLog.totals].map(([name, answers]): Sample => [doorAndCode(name), answers]),
  })
  metrics.counter({
    name: 'aoi_limit_refusals_total',
    help: 'Refusals by each limit of docs/protocol.md.',
    labelNames: ['limit'],
    read: () => [...limitWatch.totals].map(([limit, refused]): Sample => [{ limit }, refused]),
  })
  metrics.counter({
    name: 'aoi_unexpected_errors_total',
    help: 'Unexpected errors, by the kind of work that they ended.',
    labelNames: ['place'],
    read: () => PLACES.map((place): Sample => [{ place }, unexpectedErrors.totals.get(place)]),
  })
  metrics.counter({
    name: 'aoi_housekeeping_sweeps_total',
    help: 'Sweeps of housekeeping: done when nothing more is to be removed, or failed.',
    labelNames: ['result'],
    read: (): Sample[] => [
      [{ result: 'done' }, sweeps.done],
      [{ result: 'failed' }, sweeps.failed],
    ],
  })
  metrics.counter({
    name: 'aoi_housekeeping_rows_removed_total',
    help: 'Rows that housekeeping removed.',
    read: () => sweeps.rowsRemoved,
  })
  metrics.gauge({
    name: 'aoi_housekeeping_succeeded_timestamp_seconds',
    help: 'When the last sweep was done (Unix time); 0 before the first.',
    read: () => (sweeps.succeededAt ?? 0) / 1000,
  })
}

/** The names of `AnswerLog`: a status of HTTP, or another door and its code. */
function doorAndCode(name: string): { door: string; code: string } {
  const [door = '', code] = name.split(' ')
  return code === undefined ? { door: 'http', code: door } : { door, code }
}
