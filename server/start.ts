import { createServer } from 'node:http'
import { LIMITS } from '#protocol'
import { FEED_NAMESPACE } from '#protocol/dashboard/feed.ts'
import { openPushSocketServer, type RunningPushSocketServer } from './autopush/push-socket-server.ts'
import { buildServices } from './build-services.ts'
import { trackConnections } from './connections.ts'
import { endUnseenClients } from './core/aoi-clients/end-unseen-clients.ts'
import type { Clock } from './core/clock.ts'
import type { Failpoint } from './core/failpoint.ts'
import { writeSearchTerms } from './core/search/write-search-terms.ts'
import type { OpenedStore } from './db/open-store.ts'
import { drain, ifPossible } from './drain.ts'
import type { Env } from './env.ts'
import { createDoorServer } from './front/protocol-errors.ts'
import { listenAdmin } from './http/admin/listen-admin.ts'
import { findEndedSessions, serveFeed } from './hub/admin/feed.ts'
import { HandshakeGate } from './hub/door/handshake-gate.ts'
import { openSocketServer, type RunningSocketServer } from './hub/door/socket-server.ts'
import { UnboundSockets } from './hub/door/unbound-sockets.ts'
import { Hub } from './hub/hub.ts'
import { DatabasePoller, startDatabasePoller } from './hub/upkeep/database-poller.ts'
import { EndedSessions } from './hub/upkeep/ended-sessions.ts'
import { FullWindows } from './hub/upkeep/full-windows.ts'
import { startHeartbeat } from './hub/upkeep/heartbeat.ts'
import { listen } from './listen.ts'
import type { FoundationOptions } from './open-foundation.ts'
import { openHttp } from './open-http.ts'
import type { EndProcess } from './ops/end-process.ts'
import { every, stepErrors } from './ops/every.ts'
import { emptySweepCounts, type SweepCounts, startHousekeeping } from './ops/housekeeping.ts'
import { NodeConditions } from './ops/node-conditions.ts'
import { takeConsole } from './ops/take-console.ts'
import { watchReadiness } from './ops/watch-readiness.ts'
import { PushSessions } from './push-services/push-sessions.ts'
import { type Part, partOf } from './roles.ts'
import { scheduleRehearsals } from './schedule-rehearsals.ts'
import { collectMetrics, serveMetrics } from './serve-metrics.ts'
import { NO_PAGES, servePages } from './serve-pages.ts'
import { serveWaiting } from './serve-waiting.ts'
import { type Services, shareServices } from './services.ts'

const HOOK_REQUESTS_MILLISECONDS = 1000
const KEYS_USED_MILLISECONDS = 10_000
const READINESS_MILLISECONDS = 5000
const REFUSALS_MILLISECONDS = 60_000
const UNSEEN_MILLISECONDS = 3_600_000

export type StartInput = {
  /** For fault tests only: production passes none. */
  failpoint?: Failpoint
  /** For tests only: production uses the system clock. */
  clock?: Clock
  /** For tests only: production ends the process. */
  endProcess?: EndProcess
  dev?: boolean
  /** False: no pages, and Next is not loaded. */
  pages?: boolean
  /** False: no admin socket. The path of a socket is limited, and a rehearsal needs none. */
  adminSocket?: boolean
  /** The process runs only this server, which may therefore use its console. */
  ownsProcess?: boolean
  /** Called with the state of the server, in a few words: that it waits for its database, or is (not) ready. */
  onState?: (state: string) => void
  /** Returns true once the process was asked to end: the server then waits no longer for its database. */
  isEnding?: () => boolean
}

export type RunningServer = {
  services: Services
  /** The origin of the server, for people. */
  url: string
  /** The addresses on which it listens, with the bound ports, as `AOI_LISTEN` has them. */
  addresses: readonly string[]
  /** The ports among them. */
  ports: readonly number[]
  /** The metrics, if `AOI_METRICS_LISTEN` is set. */
  metricsUrl: string | undefined
  /**
   * Refuses new work, finishes accepted work, tells the AOI Clients when to reconnect, and closes. Idempotent. Takes at
   * most 10 s.
   */
  stop: () => Promise<void>
}

/**
 * Starts the whole server: database, API, hub, pages and admin socket. Rejects with one clear sentence if
 * something that it needs is not available.
 */
export async function startServer(env: Env, input: StartInput = {}): Promise<RunningServer> {
  const opened: OpenedStore[] = []
  try {
    return await start(env, { ...input, onOpened: (store) => void opened.push(store) })
  } catch (error) {
    // Otherwise the next start finds the database without its WAL and takes it for a restored backup.
    for (const store of opened) await store.close().catch(() => undefined)
    throw error
  }
}

async function start(
  env: Env,
  input: StartInput & Pick<FoundationOptions, 'onOpened'>,
): Promise<RunningServer> {
  const httpServer = createServer()
  const destroyConnections = trackConnections(httpServer)
  const waiting = serveWaiting(httpServer, env)
  const endedSessions = new EndedSessions()
  const onWaiting = (reason: string) => {
    input.onState?.(`waits for its database: ${reason}`)
    if (input.isEnding?.() === true) throw new Error(`ended while it waited for its database: ${reason}`)
    return waiting.wait(reason)
  }
  const { services, hub } = await buildServices(env, {
    ...{ ...input, onWaiting, makeHub: (parts) => new Hub({ ...parts, onEnded: endedSessions.note }) },
  })
  if (input.ownsProcess === true && input.dev !== true) takeConsole(services.context.log)
  shareServices(services)
  const part = partOf(env.role)
  const { limitWatch } = services.context
  const gate = new HandshakeGate({ ...services, limitWatch })
  const unbound = new UnboundSockets({ ...services, limitWatch })
  const sockets = openSockets(services, { hub, gate, unbound, part })
  const pushSockets = openPushSockets(services, { hub, gate, unbound })
  const dev = input.dev ?? false
  const pages =
    part.pages && input.pages !== false
      ? await servePages({ env, clock: services.context.clock, dev, onUnexpected: services.onUnexpected })
      : NO_PAGES
  const waitedAt = await waiting.end()
  openHttp(services, { httpServer, sockets, pushSockets, unbound, pages, part, dev })
  const listening = waitedAt ?? (await listen(httpServer, env))
  const { addresses, ports } = listening
  // Node reads from no connection before this turn ends, so no request sees the server without its origin.
  services.address.listensOn(ports)
  const url = services.address.publicUrl
  const sweeps = emptySweepCounts()
  const metrics = collectMetrics(services, { env, hub, endedSessions, sweeps })
  const admin =
    input.adminSocket === false
      ? { close: async () => {} }
      : await listenAdmin(services, env.dataDirectory, { server: createDoorServer(), metrics })
  const metricsDoor = await serveMetrics(services, { env, metrics })
  if (services.sharesDatabase) await ifPossible(services.census.take())
  const pushSessions = part.sessions ? makePushSessions(services, hub) : undefined
  const stops = startChores(services, { ...input, env, hub, sockets, endedSessions, sweeps, pushSessions })
  logStart(services, { env, addresses, url, metricsUrl: metricsDoor?.url })
  let drained: Promise<void> | undefined
  return {
    services,
    url,
    addresses,
    ports,
    metricsUrl: metricsDoor?.url,
    stop: () => {
      drained ??= drain({
        ...{ services, hub, sockets, endedSessions, pushSockets, pushSessions, httpServer, listening },
        ...{ destroyConnections, admin, metricsDoor, pages, stops },
      })
      return drained
    },
  }
}

type SocketParts = { hub: Hub; gate: HandshakeGate; unbound: UnboundSockets }

/** Opens the hub's door and the feed's. */
function openSockets(
  services: Services,
  { part, ...parts }: SocketParts & { part: Part },
): RunningSocketServer {
  const sockets = openSocketServer({
    ...services,
    ...parts,
    onBound: parts.unbound.bound,
    takesSessions: part.sessions,
  })
  if (!part.pages) return sockets
  serveFeed(sockets.io.of(FEED_NAMESPACE), {
    ...services,
    clock: services.context.clock,
    onBound: parts.unbound.bound,
  })
  return sockets
}

/** Opens the door for browsers that use this server as their push service. */
function openPushSockets(services: Services, parts: SocketParts): RunningPushSocketServer {
  return openPushSocketServer({ ...services, ...parts, onBound: parts.unbound.bound })
}

function logStart(
  { context, version, migrations }: Services,
  { env, ...places }: { env: Env; addresses: readonly string[]; url: string; metricsUrl: string | undefined },
): void {
  const database = env.databaseUrl === undefined ? 'sqlite' : 'postgresql'
  const { role } = env
  context.log.info(
    { event: 'started', version, node: process.version, database, role, ...places, migrations },
    'the server has started',
  )
}

type ChoreParts = Pick<StartInput, 'ownsProcess' | 'onState'> & {
  env: Env
  hub: Hub
  sockets: RunningSocketServer
  endedSessions: EndedSessions
  sweeps: SweepCounts
  pushSessions: PushSessions | undefined
}

function startChores(
  services: Services,
  { env, hub, sockets, endedSessions, sweeps, pushSessions, ownsProcess = false, onState }: ChoreParts,
): (() => void)[] {
  const { context, onUnexpected } = services
  const { store, clock, keyring, pacer } = context
  const repeat = (name: string, milliseconds: number, run: () => Promise<void>) =>
    every({ clock, milliseconds, run, onError: stepErrors(onUnexpected, name) })
  const sweep = async (step: Parameters<typeof store.sweep>[0]) =>
    (await store.sweep(step)) + (await services.operators.sweep(step.rows))
  return [
    ...(pushSessions === undefined ? [] : [pushSessions.start()]),
    ...(services.sharesDatabase ? watchOthers(services, { hub, sockets, repeat }) : []),
    repeat('ended sessions', LIMITS.databasePollMilliseconds, () => endedSessions.write(store)),
    startHeartbeat({ context, hub, onUnexpected }),
    context.scheduler.start(stepErrors(onUnexpected, 'scheduled notifications')),
    ...endUnseen(services),
    ...scheduleRehearsals(services, env),
    startHousekeeping({
      ...{ store: { sweep }, clock, turn: pacer.upkeep, counts: sweeps },
      onError: stepErrors(onUnexpected, 'housekeeping'),
    }),
    repeat('statistics', LIMITS.statisticsWriteMilliseconds, () =>
      context.statistics.flush({ online: hub.onlineAoiClients, refused: context.submissions.refused }),
    ),
    repeat('upkeep of statistics', LIMITS.statisticsWriteMilliseconds, () => context.statisticsUpkeep.step()),
    ...lookForFindings(services, { env, hub }),
    repeat('search terms', LIMITS.searchTermsMilliseconds, () => writeSearchTerms(context)),
    repeat('index of texts', LIMITS.textIndexMilliseconds, () => context.textIndexer.step()),
    repeat('events', LIMITS.eventStepMilliseconds, () => context.events.step()),
    repeat('use of keys', KEYS_USED_MILLISECONDS, () => keyring.flush()),
    repeat('requests to hooks', HOOK_REQUESTS_MILLISECONDS, () => context.hooks.requests.flush()),
    ...(ownsProcess
      ? [
          repeat(
            'readiness',
            READINESS_MILLISECONDS,
            watchReadiness({ readiness: services.readiness, log: context.log, onState }),
          ),
        ]
      : []),
    repeat('refusals of limits', REFUSALS_MILLISECONDS, async () => context.limitWatch.log()),
  ]
}

/** Makes the sessions of AOI Clients that are not connected and have a push service. */
function makePushSessions(services: Services, hub: Hub): PushSessions {
  const { context, announcer, presence, census, sharesDatabase, onUnexpected } = services
  const listNodes = () => presence.nodeIds
  const sessions = new PushSessions({
    ...{ context, hub, nodeId: census.id, listNodes, sharesDatabase, onUnexpected },
  })
  announcer.listen(sessions.onAnnouncement)
  return sessions
}

/** Measures this node, and looks for findings. The returned functions stop it. */
function lookForFindings(services: Services, { env, hub }: { env: Env; hub: Hub }): (() => void)[] {
  const { context, census, outbound, onUnexpected } = services
  const { store, clock, limitWatch, findings } = context
  const { reconnects, fullWindowSeconds } = env.findings
  const windows = new FullWindows({ sessions: () => hub.sessions, clock, seconds: fullWindowSeconds })
  const conditions = new NodeConditions({
    ...{ ...services, store, clock, limitWatch, outcomes: outbound.outcomes },
    countReconnecting: () => {
      const since = clock.now() - LIMITS.findingsLookBackSeconds * 1000
      return services.reconnects.count({ since, connections: reconnects })
    },
    countFullWindows: partOf(env.role).sessions ? () => windows.count() : undefined,
  })
  const run = async () => {
    census.note(await conditions.measure())
    await findings.step()
  }
  const onError = stepErrors(onUnexpected, 'findings')
  const milliseconds = LIMITS.findingsStepMilliseconds
  return [every({ clock, milliseconds, run, onError }), () => conditions.end()]
}

/** Applies the operator's rules for AOI Clients that no longer connect. */
function endUnseen({ context, presence, onUnexpected }: Services): (() => void)[] {
  const { unseenClientSeconds, neverConnectedSeconds } = context.settings.retention
  if (unseenClientSeconds === undefined && neverConnectedSeconds === undefined) return []
  const run = async () => {
    if (neverConnectedSeconds !== undefined) {
      const rule = { unseenSeconds: neverConnectedSeconds, presence, neverConnected: true } as const
      await endUnseenClients(context, rule)
    }
    if (unseenClientSeconds !== undefined)
      await endUnseenClients(context, { unseenSeconds: unseenClientSeconds, presence })
  }
  const onError = stepErrors(onUnexpected, 'end of unseen AOI Clients')
  return [every({ clock: context.clock, milliseconds: UNSEEN_MILLISECONDS, run, onError })]
}

type Repeat = (name: string, milliseconds: number, run: () => Promise<void>) => () => void

/** Polls the database for changes by other nodes, and also at once when the bus may have lost messages. */
function watchOthers(
  services: Services,
  parts: { hub: Hub; sockets: RunningSocketServer; repeat: Repeat },
): (() => void)[] {
  const { context, announcer, bus, isBusWell, census, tickets, onUnexpected } = services
  const { hub, sockets, repeat } = parts
  const poller = new DatabasePoller({ context, hub, relay: announcer.relay, isBusWell })
  bus.onReturn(() => void poller.poll().catch(stepErrors(onUnexpected, 'database poll')))
  const feed = sockets.io.of(FEED_NAMESPACE)
  const endFeeds = async () => {
    for (const sessionId of await findEndedSessions(feed, tickets))
      announcer.relay({ kind: 'operatorSessionEnded', sessionId })
  }
  const milliseconds = LIMITS.databasePollMilliseconds
  return [
    startDatabasePoller(poller, {
      clock: context.clock,
      isBusWell,
      onError: stepErrors(onUnexpected, 'database poll'),
    }),
    repeat('ended feeds', milliseconds, endFeeds),
    repeat('census', milliseconds, () => census.take()),
    repeat('database check', milliseconds, () => context.store.checkWrite()),
  ]
}
