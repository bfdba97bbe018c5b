import type { Announcement } from './announcement.ts'
import type { Clock } from './clock.ts'
import type { Selections } from './dashboard/acts/selections.ts'
import type { DashboardStore } from './dashboard/dashboard-store.ts'
import type { Exports } from './dashboard/exports.ts'
import type { RegistrationPolicy } from './enrolment/enrolment-codes.ts'
import type { LimitWatch } from './limits/limit-watch.ts'
import type { Quotas } from './limits/quotas.ts'
import type { Shares } from './limits/shares.ts'
import type { Log } from './log.ts'
import type { SubmissionQueue } from './notifications/submission-queue.ts'
import type { Pulse } from './overview/pulse.ts'
import type { StoreCounts } from './overview/store-counts.ts'
import type { Pacer } from './pacer.ts'
import type { Refusals } from './registrations/refusals.ts'
import type { TokenProofs } from './registrations/token-proofs.ts'
import type { Retention } from './retention.ts'
import type { ApiKeyring } from './server-applications/api-keyring.ts'
import type { Store } from './store.ts'
import type { TokenSource } from './tokens/token-source.ts'
import type { AudienceRule } from './web-push/audience.ts'
import type { WebPush } from './web-push/web-push.ts'

export type Settings = {
  /** Origin that goes into `aoiServerUrl`, and which a scoped token must name. */
  publicUrl: string
  maxPayloadBytes: number
  /** Who may register an AOI Client. */
  registration: RegistrationPolicy
  /** Shorter seeds are refused; 1 accepts all. */
  minTokenSeedBytes: number
  retention: Retention
  quotas: Quotas
  webPush: WebPushSettings
}

export type WebPushSettings = AudienceRule & {
  /** Whether senders without VAPID are let in to every token that is not bound to a key. */
  openToAll: boolean
}

/** Long work counts for `party`, and ends when `signal` says that the client has gone away. */
export type Asker = { party: string; signal?: AbortSignal }

/** What every verb of the domain is given first. */
export type Context = {
  store: Store
  dashboard: DashboardStore
  selections: Selections
  exports: Exports
  /** The one line of all long work. */
  pacer: Pacer
  /** The operator who asks; unset where no operator does. */
  asker?: Asker
  clock: Clock
  log: Log
  settings: Settings
  tokens: TokenSource
  tokenProofs: TokenProofs
  submissions: SubmissionQueue
  keyring: ApiKeyring
  refusals: Refusals
  webPush: WebPush
  /** Client App registrations under way. */
  registrationShares: Shares
  /** Which parties limits refuse. */
  limitWatch: LimitWatch
  /** How much is sent and how soon it arrives, over the last hour. */
  pulse: Pulse
  /** How many there are of everything, for the overview. */
  counts: StoreCounts
  announce: (announcement: Announcement) => void
}
