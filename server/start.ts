import { createServer, type Server as HttpServer } from 'node:http'
import { LIMITS } from '#protocol'
import { FEED_NAMESPACE } from '#protocol/dashboard/feed.ts'
import { openPushSocketServer, type RunningPushSocketServer } from './autopush/push-socket-server.ts'
import { buildServices } from './build-services.ts'
import { trackConnections } from './connections.ts'
import type { Clock } from './core/clock.ts'
import type { Failpoint } from './core/failpoint.ts'
import { openDoors } from './doors.ts'
import { drain, ifPossible } from './drain.ts'
import type { Env } from './env.ts'
import { listenAdmin } from './http/admin/listen-admin.ts'
import { findEndedSessions, serveFeed } from './hub/admin/feed.ts'
import { startHeartbeat } from './hub/heartbeat.ts'
import { Hub } from './hub/hub.ts'
import { Lookout, startLookout } from './hub/lookout.ts'
import { openSocketServer, type RunningSocketServer } from './hub/socket-server.ts'
import { listen } from './listen.ts'
import { every, stepErrors } from './ops/every.ts'
import { startHousekeeping } from './ops/housekeeping.ts'
import { presenceEverywhere } from './ops/presence-everywhere.ts'
import { ownHosts, ownOrigins, publicUrlOf } from './origins.ts'
import { guardPages } from './page-headers.ts'
import { refusePages } from './refuse-pages.ts'
import { dispatchRequests, dispatchUpgrades } from './requests.ts'
import { type Part, partOf } from './roles.ts'
import { NO_PAGES, type Pages, servePages } from './serve-pages.ts'
import { serveWaiting } from './serve-waiting.ts'
import { type Services, shareServices } from './services.ts'

const KEYS_USED_MILLISECONDS = 10_000

export type StartInput = {
  /** For fault tests alone: production passes none. */
  failpoint?: Failpoint
  /** For tests alone: production has the system's. */
  clock?: Clock
  dev?: boolean
  /** False: no pages, and Next is not loaded. */
  pages?: boolean
}

export type RunningServer = {
  services: Services
  /** Origin under which it is reached, for people. */
  url: string
  port: number
  /**
   * Refuses what is new, finishes what was taken, tells the AOI Clients when to come back, and closes. Idempotent. Takes
   * at most 10 s.
   */
  stop: () => Promise<void>
}

/**
 * Starts the whole server on one port: database, API, hub, pages and admin socket. Rejects with one clear sentence
 * when something it needs cannot be had.
 */
export async function startServer(env: Env, input: StartInput = {}): Promise<RunningServer> {
  const httpServer = createServer()
  const destroyConnections = trackConnections(httpServer)
  const waiting = serveWaiting(httpServer, env)
  const services = await buildServices(env, { ...input, onWaiting: waiting.wait })
  const hub = openHub(services, input)
  shareServices(services)
  const part = partOf(env.role)
  const sockets = openSockets(services, { hub, part })
  const pushSockets = openPushSockets(services, hub)
  const dev = input.dev ?? false
  const pages =
    part.pages && input.pages !== false
      ? await servePages({ env, dev, onUnexpected: services.onUnexpected })
      : NO_PAGES
  const waitedAt = await waiting.end()
  openHttp(services, { httpServer, sockets, pushSockets, pages, part, dev })
  const port = waitedAt ?? (await listen(httpServer, env))
  // Nothing is read from a connection before this turn ends, so no request sees the server without its origin.
  const url = nameOrigins(services, { env, port })
  const admin = await listenAdmin(services, env.dataDirectory)
  if (services.sharesDatabase) await ifPossible(services.census.take())
  const stops = startChores(services, { hub, sockets })
  let drained: Promise<void> | undefined
  return {
    services,
    url,
    port,
    stop: () => {
      drained ??= drain({
        ...{ services, hub, sockets, pushSockets, httpServer, destroyConnections, admin, pages, stops },
      })
      return drained
    },
  }
}

function openHub(services: Services, { failpoint }: StartInput): Hub {
  const { context, census, interests, onUnexpected } = services
  const hub = new Hub({ context, nodeId: census.id, interests, onUnexpected, failpoint })
  services.presence = presenceEverywhere({ here: hub, census, store: context.store })
  services.online = () => hub.onlineAoiClients
  services.simulations.acknowledge = (move) => hub.book.move(move)
  services.announcer.listen(hub.hear)
  return hub
}

/** The hub's door, and the feed's. Origins and hosts are known once the port is, so they are asked for each time. */
function openSockets(services: Services, { hub, part }: { hub: Hub; part: Part }): RunningSocketServer {
  const sockets = openSocketServer({
    ...services,
    hub,
    takesSessions: part.sessions,
    isAllowedOrigin: (origin) => services.isAllowedOrigin(origin),
  })
  if (!part.pages) return sockets
  serveFeed(sockets.io.of(FEED_NAMESPACE), {
    ...services,
    clock: services.context.clock,
    isOwnOrigin: (origin) => services.isOwnOrigin(origin),
    isOwnHost: (host) => services.isOwnHost(host),
  })
  return sockets
}

/** The door for browsers that take this server for their push service. */
function openPushSockets(services: Services, hub: Hub): RunningPushSocketServer {
  const isAllowedOrigin = (origin: string) => services.isAllowedOrigin(origin)
  return openPushSocketServer({ ...services, hub, isAllowedOrigin })
}

type Doors = {
  httpServer: HttpServer
  sockets: RunningSocketServer
  pushSockets: RunningPushSocketServer
  pages: Pages
  part: Part
  dev: boolean
}

function openHttp(services: Services, parts: Doors): void {
  const { httpServer, sockets, pushSockets, pages, part, dev } = parts
  const withDatabase = refusePages(pages.request, () => services.context.store.outage)
  const guarded = guardPages(withDatabase, {
    isOwnHost: (host) => services.isOwnHost(host),
    isSecure: () => services.context.settings.publicUrl.startsWith('https:'),
    dev,
  })
  httpServer.on(
    'request',
    dispatchRequests({
      doors: openDoors(services, part),
      pages: guarded,
      onUnexpected: services.onUnexpected,
    }),
  )
  const upgrades = dispatchUpgrades({
    sockets: part.sessions || part.pages ? sockets.upgrade : undefined,
    pushSockets: part.sessions ? pushSockets.upgrade : undefined,
    pages: pages.upgrade,
    isDraining: services.isDraining,
    onUnexpected: services.onUnexpected,
  })
  httpServer.on('upgrade', upgrades)
  // Who is answered while draining asks for the next thing elsewhere, and not on a connection that is about to close.
  httpServer.prependListener('request', (_request, response) => {
    if (services.isDraining()) response.setHeader('connection', 'close')
  })
}

/** Now that the port is known: by which origins and names the server goes. Answers the one for people. */
function nameOrigins(services: Services, { env, port }: { env: Env; port: number }): string {
  const url = publicUrlOf(env, port)
  services.context.settings.publicUrl = url
  const origins = ownOrigins({ env, port, url })
  services.context.settings.webPush.origins = [...origins, ...env.webPushOrigins]
  const hosts = ownHosts({ env, port, url })
  services.isOwnOrigin = (origin) => origins.has(origin)
  services.isOwnHost = (host) => host !== undefined && hosts.has(host.toLowerCase())
  services.isAllowedOrigin = (origin) => origins.has(origin) || env.allowedOrigins.includes(origin)
  return url
}

function startChores(
  services: Services,
  { hub, sockets }: { hub: Hub; sockets: RunningSocketServer },
): (() => void)[] {
  const { context, onUnexpected } = services
  const { store, clock, keyring } = context
  const repeat = (name: string, milliseconds: number, run: () => Promise<void>) =>
    every({ clock, milliseconds, run, onError: stepErrors(onUnexpected, name) })
  return [
    ...(services.sharesDatabase ? watchOthers(services, { hub, sockets, repeat }) : []),
    repeat('ended sessions', LIMITS.lookoutMilliseconds, () => hub.departures.write()),
    startHeartbeat({ context, hub, onUnexpected }),
    startHousekeeping({ store, clock, onError: stepErrors(onUnexpected, 'housekeeping') }),
    repeat('use of keys', KEYS_USED_MILLISECONDS, () => keyring.flush()),
  ]
}

type Repeat = (name: string, milliseconds: number, run: () => Promise<void>) => () => void

/** What other nodes did is looked for all the time, and at once when word from them may have been missed. */
function watchOthers(
  services: Services,
  parts: { hub: Hub; sockets: RunningSocketServer; repeat: Repeat },
): (() => void)[] {
  const { context, announcer, bus, isTold, census, tickets, onUnexpected } = services
  const { hub, sockets, repeat } = parts
  const lookout = new Lookout({ context, hub, relay: announcer.relay, isTold })
  bus.onReturn(() => void lookout.look().catch(stepErrors(onUnexpected, 'database poll')))
  const feed = sockets.io.of(FEED_NAMESPACE)
  const endFeeds = async () => {
    for (const sessionId of await findEndedSessions(feed, tickets))
      announcer.relay({ kind: 'operatorSessionEnded', sessionId })
  }
  const milliseconds = LIMITS.lookoutMilliseconds
  return [
    startLookout(lookout, {
      clock: context.clock,
      isTold,
      onError: stepErrors(onUnexpected, 'database poll'),
    }),
    repeat('ended feeds', milliseconds, endFeeds),
    repeat('census', milliseconds, () => census.take()),
  ]
}
