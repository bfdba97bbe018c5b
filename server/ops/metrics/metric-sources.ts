import type { RehearsalResult } from '#protocol/rehearsal.ts'
import type { Clock } from '../../core/clock.ts'
import type { FindingStore } from '../../core/findings/finding-store.ts'
import type { LimitWatch } from '../../core/limits/limit-watch.ts'
import type { SubmissionQueue } from '../../core/notifications/submission-queue.ts'
import type { Pulse } from '../../core/overview/pulse.ts'
import type { SearchStore } from '../../core/search/search-store.ts'
import type { Store } from '../../core/store.ts'
import type { CountsByName } from '../../core/tally/counts-by-name.ts'
import type { TransportCounts, TransportName } from '../../core/tally/transport-counts.ts'
import type { AnswerLog } from '../answer-log.ts'
import type { Census } from '../census.ts'
import type { SweepCounts } from '../housekeeping.ts'
import type { Readiness } from '../readiness.ts'
import type { UnexpectedErrors } from '../unexpected-errors.ts'

/** The parts of the server that keep the numbers of its metrics. */
export type MetricSources = {
  build: { version: string; role: string; database: 'sqlite' | 'postgresql' }
  store: Pick<Store, 'outage'>
  /** Unset without Redis. */
  isRedisWell?: (() => boolean) | undefined
  dataDirectory: string
  readiness: Pick<Readiness, 'check'>
  isDraining: () => boolean
  census: Pick<Census, 'nodes'>
  findings: Pick<FindingStore, 'listUnresolved'>
  search: Pick<SearchStore, 'findWaitingSince'>
  clock: Pick<Clock, 'now'>
  submissions: Pick<SubmissionQueue, 'answers' | 'groupSizes'>
  pulse: Pick<Pulse, 'commitSeconds' | 'firstAckSeconds' | 'allAcksSeconds'>
  limitWatch: Pick<LimitWatch, 'totals'>
  answerLog: Pick<AnswerLog, 'totals'>
  unexpectedErrors: Pick<UnexpectedErrors, 'totals'>
  sweeps: Readonly<SweepCounts>
  findRehearsal: () => Promise<RehearsalResult | undefined>
  hub: {
    readonly transports: Readonly<Record<TransportName, Readonly<TransportCounts>>>
    readonly endings: CountsByName
  }
  outbound: { readonly outcomes: CountsByName; readonly openCircuits: number }
  /** The length of each queue. */
  queues: Readonly<Record<string, () => number>>
}
