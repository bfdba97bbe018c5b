import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FEED_NAMESPACE } from '#protocol/dashboard/feed.ts'
import { buildServices } from './build-services.ts'
import { trackConnections } from './connections.ts'
import type { Clock } from './core/clock.ts'
import { isAoiError } from './core/errors.ts'
import type { Failpoint } from './core/failpoint.ts'
import { drain } from './drain.ts'
import type { Env } from './env.ts'
import { listenAdmin } from './http/admin/listen-admin.ts'
import { serveApi } from './http/serve-api.ts'
import { serveFeed } from './hub/admin/feed.ts'
import { startHeartbeat } from './hub/heartbeat.ts'
import { Hub } from './hub/hub.ts'
import { openSocketServer } from './hub/socket-server.ts'
import { every } from './ops/every.ts'
import { startHousekeeping } from './ops/housekeeping.ts'
import { ownHosts, ownOrigins, publicUrlOf } from './origins.ts'
import { guardPages } from './page-headers.ts'
import { dispatchRequests, dispatchUpgrades } from './requests.ts'
import { NO_PAGES, servePages } from './serve-pages.ts'
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
  const services = await buildServices(env, input)
  const { context, onUnexpected } = services
  const hub = new Hub({ context, onUnexpected, failpoint: input.failpoint })
  services.presence = hub
  services.simulations.acknowledge = (move) => hub.book.move(move)
  services.announcer.listen(hub.hear)
  shareServices(services)
  const sockets = openSocketServer({
    ...services,
    hub,
    // Known once the port is.
    isAllowedOrigin: (origin) => services.isAllowedOrigin(origin),
  })
  serveFeed(sockets.io.of(FEED_NAMESPACE), {
    ...services,
    clock: context.clock,
    isOwnOrigin: (origin) => services.isOwnOrigin(origin),
    isOwnHost: (host) => services.isOwnHost(host),
  })
  const pages = input.pages === false ? NO_PAGES : await servePages({ env, dev: input.dev ?? false })
  const httpServer = createServer(
    dispatchRequests({
      api: serveApi(services),
      pages: guardPages(pages.request, {
        isOwnHost: (host) => services.isOwnHost(host),
        isSecure: () => context.settings.publicUrl.startsWith('https:'),
        dev: input.dev ?? false,
      }),
    }),
  )
  httpServer.on('upgrade', dispatchUpgrades({ sockets: sockets.upgrade, pages: pages.upgrade }))
  const destroyConnections = trackConnections(httpServer)
  const port = await listen(httpServer, env)
  const url = publicUrlOf(env, port)
  // Nothing is read from a connection before this turn ends, so no request sees the server without its origin.
  context.settings.publicUrl = url
  const origins = ownOrigins({ env, port, url })
  const hosts = ownHosts({ env, port, url })
  services.isOwnOrigin = (origin) => origins.has(origin)
  services.isOwnHost = (host) => host !== undefined && hosts.has(host.toLowerCase())
  services.isAllowedOrigin = (origin) => origins.has(origin) || env.allowedOrigins.includes(origin)
  const admin = await listenAdmin(services, env.dataDirectory)
  const stops = startChores(services, hub)
  let drained: Promise<void> | undefined
  return {
    services,
    url,
    stop: () => {
      drained ??= drain({ services, hub, sockets, httpServer, destroyConnections, admin, pages, stops })
      return drained
    },
  }
}

function startChores(services: Services, hub: Hub): (() => void)[] {
  const { context, onUnexpected } = services
  const { store, clock, keyring } = context
  // A database that is busy or away is tried again the next time; it is no reason to end.
  const onError = (error: unknown) => {
    if (!isAoiError(error)) onUnexpected(error)
  }
  return [
    startHeartbeat({ context, hub, onUnexpected }),
    startHousekeeping({ store, clock, onError }),
    every({ clock, milliseconds: KEYS_USED_MILLISECONDS, run: () => keyring.flush(), onError }),
  ]
}

function listen(httpServer: HttpServer, env: Env): Promise<number> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', (error: NodeJS.ErrnoException) => reject(describe(error, env)))
    httpServer.listen(env.port, env.host, () => resolve((httpServer.address() as AddressInfo).port))
  })
}

function describe(error: NodeJS.ErrnoException, env: Env): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${env.port} of ${env.host} is in use: set PORT to another one`)
  if (error.code === 'EACCES')
    return new Error(`port ${env.port} may not be opened by this user: set PORT to one above 1023`)
  return new Error(`cannot listen on ${env.host}, port ${env.port}: ${error.code ?? error.message}`)
}
