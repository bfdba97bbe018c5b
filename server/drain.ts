import type { Server as HttpServer } from 'node:http'
import { FEED_NAMESPACE } from '#protocol/dashboard/feed.ts'
import type { RunningPushSocketServer } from './autopush/push-socket-server.ts'
import { isAoiError } from './core/errors.ts'
import type { RunningSocketServer } from './hub/door/socket-server.ts'
import type { Hub } from './hub/hub.ts'
import { closeAll, waitForAcks } from './hub/upkeep/close-sessions.ts'
import type { EndedSessions } from './hub/upkeep/ended-sessions.ts'
import type { Listening } from './listen.ts'
import type { PushSessions } from './push-services/push-sessions.ts'
import type { Pages } from './serve-pages.ts'
import type { Services } from './services.ts'

const LAST_ACKS_MILLISECONDS = 300
const HTTP_MILLISECONDS = 2000

type Parts = {
  services: Services
  hub: Hub
  sockets: RunningSocketServer
  endedSessions: EndedSessions
  pushSockets: RunningPushSocketServer
  /** Missing on nodes without sessions. */
  pushSessions: PushSessions | undefined
  httpServer: HttpServer
  listening: Pick<Listening, 'close'>
  /** Cuts every open connection, including websockets. */
  destroyConnections: () => void
  admin: { close: () => Promise<void> }
  metricsDoor: { close: () => Promise<void> } | undefined
  pages: Pages
  stops: (() => void)[]
}

/**
 * Ends the server without breaking a promise. New submissions and sessions get 503, and commits in progress are
 * answered. The AOI Clients are told when to reconnect, spread so that they do not come at once. The cursors are
 * written.
 */
export async function drain(parts: Parts): Promise<void> {
  const { services, hub } = parts
  const { context } = services
  services.drain()
  for (const stop of parts.stops) stop()
  if (services.sharesDatabase) await ifPossible(services.census.take())
  await context.submissions.drain()
  await waitForAcks(hub, { clock: context.clock, milliseconds: LAST_ACKS_MILLISECONDS })
  closeAll(hub)
  parts.pushSockets.close()
  parts.sockets.io.of(FEED_NAMESPACE).disconnectSockets(true)
  await hub.cursors.flush()
  await ifPossible(parts.endedSessions.write(context.store))
  await ifPossible(context.statistics.flush({ online: 0, refused: context.submissions.refused }))
  const events = ifPossible(context.events.end())
  const answers = ifPossible(parts.pushSessions?.end() ?? Promise.resolve())
  await closeHttp(parts)
  await answers
  // Ends requests to other servers that are still under way.
  services.outbound.close()
  await events
  await parts.admin.close()
  await parts.metricsDoor?.close()
  await ifPossible(context.keyring.flush())
  await ifPossible(context.hooks.requests.flush())
  await ifPossible(services.operators.flush())
  await parts.pages.close()
  await services.bus.close()
  if (services.sharesDatabase) await ifPossible(services.census.leave())
  await context.tracing.close()
  await context.store.close()
}

/**
 * Ignores an error of the database: the other nodes notice the end by themselves, and an absent database must not keep
 * the server from ending.
 */
export async function ifPossible(writing: Promise<void>): Promise<void> {
  try {
    await writing
  } catch (error) {
    if (!isAoiError(error)) throw error
  }
}

/** Answers and closing messages on their way get 2 s. Idle connections are closed at once. */
async function closeHttp({ httpServer, listening, destroyConnections }: Parts): Promise<void> {
  const cut = setTimeout(destroyConnections, HTTP_MILLISECONDS)
  const closed = listening.close()
  httpServer.closeIdleConnections()
  await closed
  clearTimeout(cut)
}
