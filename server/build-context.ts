import { LIMITS } from '#protocol'
import type { Context, Settings } from './core/context.ts'
import { Selections } from './core/dashboard/acts/selections.ts'
import { Exports } from './core/dashboard/exports.ts'
import { Events } from './core/events/events.ts'
import { FactReader } from './core/findings/fact-reader.ts'
import { Findings } from './core/findings/findings.ts'
import { FindingNews } from './core/findings/news/finding-news.ts'
import { Hooks } from './core/hooks/hooks.ts'
import { LimitWatch } from './core/limits/limit-watch.ts'
import { Shares } from './core/limits/shares.ts'
import { AckWaits } from './core/notifications/ack-waits.ts'
import { OutcomeWatch } from './core/notifications/outcome-watch.ts'
import { SubmissionQueue } from './core/notifications/submission-queue.ts'
import type { Outbound } from './core/outbound.ts'
import { Pulse } from './core/overview/pulse.ts'
import { StoreCounts } from './core/overview/store-counts.ts'
import { Pacer } from './core/pacer.ts'
import { createPushMembers } from './core/push-members/push-members.ts'
import { Refusals } from './core/registrations/refusals.ts'
import { TokenProofs } from './core/registrations/token-proofs.ts'
import { Scheduler } from './core/schedule/scheduler.ts'
import { TextIndexer } from './core/search/text-indexer.ts'
import { ApiKeyring } from './core/server-applications/api-keyring.ts'
import { Statistics } from './core/statistics/statistics.ts'
import { StatisticsUpkeep } from './core/statistics/statistics-upkeep.ts'
import { argon2id } from './core/tokens/argon2id.ts'
import { TokenSource } from './core/tokens/token-source.ts'
import { createWebPush } from './core/web-push/web-push.ts'
import type { Env } from './env.ts'
import type { Foundation } from './open-foundation.ts'
import { stepErrors } from './ops/every.ts'
import { loopTime } from './ops/loop-time.ts'
import { systemClock } from './ops/system-clock.ts'
import { isAllowedAddress, readAllowance } from './outbound/allowance.ts'
import type { OwnAddress } from './own-address.ts'

/**
 * The holder of the lease of the events on SQLite. The lock of the data directory proves that there is no other node, so
 * a server that starts after a kill goes on at once instead of waiting for the end of its own lease.
 */
const ONLY_NODE = 'only-node'

/** Builds the first parameter of every verb of the domain. */
export function buildContext(foundation: Foundation): Context {
  const {
    env,
    clock,
    log,
    store,
    announcer,
    makeLimiter,
    failpoint,
    onUnexpected,
    secret,
    tracing,
    outbound,
  } = foundation
  const { announce } = announcer
  const limitWatch = new LimitWatch({ clock, log })
  // A test clock stands still, so the pacer must not measure real time.
  const pacer = new Pacer(clock, clock === systemClock ? loopTime : undefined)
  const settings = makeSettings(env, foundation.address)
  const onError = (error: unknown) => onUnexpected(error, { kind: 'step', name: 'outcome watch' })
  const outcomeWatch = new OutcomeWatch({ store, clock, onError })
  const statistics = new Statistics({ store: store.rollups, clock, writer: foundation.census.id })
  const counts = new StoreCounts({ store, clock, pacer })
  const submissions = new SubmissionQueue({ store, announce, failpoint, limitWatch, onUnexpected })
  const holder = env.databaseUrl === undefined ? undefined : foundation.census.id
  return {
    ...{ store, clock, log, announce, settings, pacer, limitWatch, tracing, submissions },
    schedule: store.schedule,
    scheduler: new Scheduler({ schedule: store.schedule, submissions, clock, holder }),
    dashboard: store.dashboard,
    composeStore: store.composeStore,
    views: store.views,
    selections: new Selections(clock),
    exports: new Exports(),
    keyring: openKeyring(foundation),
    events: new Events({
      ...{ store: store.events, webhooks: store.webhooks, clock, log, limitWatch, secret },
      ...{ outbound: foundation.outbound, nodeId: holder ?? ONLY_NODE },
      onError: stepErrors(onUnexpected, 'webhooks'),
    }),
    hooks: new Hooks({ store: store.hooks, clock, secret }),
    findings: openFindings(foundation, { pacer, counts, submissions, settings, holder }),
    outcomeWatch,
    ackWaits: new AckWaits({ store, clock, watch: outcomeWatch, limitWatch }),
    statisticsUpkeep: new StatisticsUpkeep({
      ...{ store: store.rollups, leases: store.schedule, clock, turn: pacer.upkeep, holder },
    }),
    textIndexer: new TextIndexer({
      ...{ store: store.search, leases: store.schedule, clock, turn: pacer.upkeep, holder },
      busy: clock === systemClock ? loopTime : undefined,
    }),
    ...{ statistics, pulse: new Pulse(clock, statistics), rollups: store.rollups, search: store.search },
    tokens: new TokenSource(argon2id, makeLimiter, limitWatch),
    registrationShares: new Shares({
      limit: 'registrationsAtOncePerParty',
      places: LIMITS.registrationsAtOnce,
      share: LIMITS.registrationsAtOncePerParty,
      desc: 'too many registrations at once',
      ...{ retryAfter: 1, watch: limitWatch },
    }),
    counts,
    tokenProofs: new TokenProofs({ store, clock }),
    refusals: new Refusals({ store, clock }),
    webPush: createWebPush({
      ...{ store, clock, makeLimiter, limitWatch, secret, watch: outcomeWatch },
      audience: () => settings.webPush,
    }),
    pushMembers: createPushMembers({
      ...{ store: store.push, clock, secret, outbound, publicUrl: () => settings.publicUrl },
      epoch: () => store.epoch,
      refusalOf: checkEndpoints(env, outbound),
    }),
  }
}

type FindingParts = Pick<Context, 'pacer' | 'counts' | 'submissions' | 'settings'> & {
  holder: string | undefined
}

function openFindings(
  { env, store, clock, census, log, secret, mailer, announcer: { announce } }: Foundation,
  { pacer, counts, submissions, settings, holder }: FindingParts,
): Findings {
  const { dashboard, webhooks, hooks } = store
  const facts = new FactReader({
    ...{ store, dashboard, counts, webhooks, hooks, search: store.search },
    ...{ clock, turn: pacer.upkeep, thresholds: env.findings },
    listNodes: () => census.present,
  })
  const news = new FindingNews({
    ...{ store: store.findingNews, tokens: store, submissions, mailer, clock, log, secret },
    dashboardUrl: () => settings.dashboardUrl,
  })
  return new Findings({ store: store.findings, news, facts, leases: store.schedule, clock, announce, holder })
}

/** Returns the check of a push service's URL: https, or http where the operator allows the host by name or address. */
function checkEndpoints({ outboundAllow }: Env, outbound: Outbound): (url: URL) => string | undefined {
  const allowance = readAllowance(outboundAllow)
  return (url) => {
    const fault = outbound.findUrlFault(url.href)
    if (fault !== undefined || url.protocol === 'https:') return fault
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    if (allowance.names.has(host) || isAllowedAddress(allowance, host)) return undefined
    return 'must be an https URL, or an http URL of a host that AOI_OUTBOUND_ALLOW names'
  }
}

function openKeyring({ store, clock, announcer }: Foundation): ApiKeyring {
  const keyring = new ApiKeyring({ store, clock })
  announcer.listen((announcement) => {
    if (announcement.kind === 'apiKeyRevoked') keyring.forget(announcement.apiKeyId)
  })
  return keyring
}

function makeSettings(env: Env, address: OwnAddress): Settings {
  const { registration, maxPayloadBytes, minTokenSeedBytes, retention, quotas } = env
  return {
    ...{ registration, maxPayloadBytes, minTokenSeedBytes, retention, quotas },
    get publicUrl() {
      return address.publicUrl
    },
    get publicOrigin() {
      return new URL(address.publicUrl).origin
    },
    get basePath() {
      return address.basePath
    },
    get dashboardUrl() {
      return address.dashboardUrl
    },
    webPush: {
      get origins() {
        return [...address.origins, ...env.webPushOrigins]
      },
      ignorePort: env.webPushIgnorePort,
      openToAll: env.webPushUnauthenticated,
    },
  }
}
