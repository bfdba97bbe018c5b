import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import type { Announcement } from './announcement.ts'
import type { Clock } from './clock.ts'
import type { ComposeStore } from './compose/compose-store.ts'
import type { Selections } from './dashboard/acts/selections.ts'
import type { DashboardStore } from './dashboard/dashboard-store.ts'
import type { Exports } from './dashboard/exports.ts'
import type { Events } from './events/events.ts'
import type { Findings } from './findings/findings.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { LimitWatch } from './limits/limit-watch.ts'
import type { Quotas } from './limits/quotas.ts'
import type { Shares } from './limits/shares.ts'
import type { Log } from './log.ts'
import type { AckWaits } from './notifications/ack-waits.ts'
import type { OutcomeWatch } from './notifications/outcome-watch.ts'
import type { SubmissionQueue } from './notifications/submission-queue.ts'
import type { Pulse } from './overview/pulse.ts'
import type { StoreCounts } from './overview/store-counts.ts'
import type { Pacer } from './pacer.ts'
import type { PushMembers } from './push-members/push-members.ts'
import type { Refusals } from './registrations/refusals.ts'
import type { TokenProofs } from './registrations/token-proofs.ts'
import type { Retention } from './retention.ts'
import type { ScheduleStore } from './schedule/schedule-store.ts'
import type { Scheduler } from './schedule/scheduler.ts'
import type { SearchStore } from './search/search-store.ts'
import type { TextIndexer } from './search/text-indexer.ts'
import type { ApiKeyring } from './server-applications/api-keyring.ts'
import type { RollupStore } from './statistics/rollups.ts'
import type { Statistics } from './statistics/statistics.ts'
import type { StatisticsUpkeep } from './statistics/statistics-upkeep.ts'
import type { Store } from './store.ts'
import type { TokenSource } from './tokens/token-source.ts'
import type { Tracing } from './tracing.ts'
import type { ViewStore } from './views/view-store.ts'
import type { AudienceRule } from './web-push/audience.ts'
import type { WebPush } from './web-push/web-push.ts'

/** The port may become known after the start, so read the URLs and `webPush.origins` at each use. */
export type Settings = Readonly<{
  /** Goes into `aoiServerUrl`. It may have a path, and never ends in a slash. */
  publicUrl: string
  /** Its origin, which a scoped token must name. */
  publicOrigin: string
  /** Its path, such as `/aoi`; empty if it has none. */
  basePath: string
  /** The origin of the pages. */
  dashboardUrl: string
  maxPayloadBytes: number
  /** Policy for the registration of AOI Clients. */
  registration: RegistrationPolicy
  /** Shorter seeds are refused; 1 accepts all. */
  minTokenSeedBytes: number
  retention: Retention
  quotas: Quotas
  webPush: WebPushSettings
}>

export type WebPushSettings = Readonly<
  AudienceRule & {
    /** True admits senders without VAPID to every token that is not bound to a key. */
    openToAll: boolean
  }
>

/** Long work counts for `party`, and ends when `signal` aborts because the client has gone away. */
export type Asker = { party: string; signal?: AbortSignal }

/** The first parameter of every verb of the domain. */
export type Context = Readonly<{
  store: Store
  dashboard: DashboardStore
  /** Templates and own devices of operators. */
  composeStore: ComposeStore
  /** Saved views of lists. */
  views: ViewStore
  selections: Selections
  exports: Exports
  /** The shared queue of all long work. */
  pacer: Pacer
  /** The operator behind the call; undefined for other callers. */
  asker?: Asker
  clock: Clock
  log: Log
  settings: Settings
  tokens: TokenSource
  tokenProofs: TokenProofs
  submissions: SubmissionQueue
  outcomeWatch: OutcomeWatch
  /** Senders that wait for acks. */
  ackWaits: AckWaits
  /** The notifications that wait for their time of delivery. */
  schedule: ScheduleStore
  scheduler: Scheduler
  keyring: ApiKeyring
  hooks: Hooks
  findings: Findings
  /** The events that leave the server, by webhooks and streams. */
  events: Events
  refusals: Refusals
  webPush: WebPush
  pushMembers: PushMembers
  /** Client App registrations under way. */
  registrationShares: Shares
  /** Parties that limits refused. */
  limitWatch: LimitWatch
  /** Rate and latency of the last hour. */
  pulse: Pulse
  /** Counts for the curves of days and months. */
  statistics: Statistics
  statisticsUpkeep: StatisticsUpkeep
  rollups: RollupStore
  /** The reads of the search. */
  search: SearchStore
  textIndexer: TextIndexer
  /** Counts of all records, for the overview. */
  counts: StoreCounts
  tracing: Tracing
  announce: (announcement: Announcement) => void
}>
