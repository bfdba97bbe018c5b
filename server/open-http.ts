import { createServer, type Server as HttpServer } from 'node:http'
import type { RunningPushSocketServer } from './autopush/push-socket-server.ts'
import { openDoors } from './doors.ts'
import { giveBack } from './front/give-back.ts'
import { PendingResponses } from './front/pending-responses.ts'
import { answerProtocolErrors } from './front/protocol-errors.ts'
import { watchForwarding } from './front/watch-forwarding.ts'
import { requestIdOf } from './http/request-id.ts'
import type { RunningSocketServer } from './hub/socket-server.ts'
import { guardPages } from './page-headers.ts'
import { dispatchRequests, dispatchUpgrades } from './requests.ts'
import type { Part } from './roles.ts'
import type { Pages } from './serve-pages.ts'
import type { Services } from './services.ts'

type Doors = {
  sockets: RunningSocketServer
  pushSockets: RunningPushSocketServer
  pages: Pages
  part: Part
  dev: boolean
}

/** The HTTP server with every door, which has yet to listen. `docs/http.md` has the rules that hold at all of them. */
export function openHttp(services: Services, doors: Doors): HttpServer {
  const { sockets, pushSockets, pages, part, dev } = doors
  const guarded = guardPages(pages.request, {
    isOwnHost: (host) => services.isOwnHost(host),
    isSecure: () => services.context.settings.publicUrl.startsWith('https:'),
    dev,
  })
  const shared = { watch: watchForwarding(services), onUnexpected: services.onUnexpected }
  const httpServer = createServer(
    dispatchRequests({ ...shared, doors: openDoors(services, part), pages: guarded }),
  )
  const pending = new PendingResponses(httpServer, (request, response) => {
    const { method = '', url = '' } = request
    const { statusCode: status } = response
    if (status >= 400) services.answerLog.note({ status, method, url, requestId: requestIdOf(request) })
  })
  answerProtocolErrors(httpServer, pending)
  const upgrades = dispatchUpgrades({
    ...shared,
    sockets: part.sessions || part.pages ? sockets.upgrade : undefined,
    pushSockets: part.sessions ? pushSockets.upgrade : undefined,
    pages: pages.upgrade,
    ignore: (request, socket, head) => giveBack(httpServer, { request, socket, head }, pending),
    isDraining: services.isDraining,
  })
  httpServer.on('upgrade', upgrades)
  // Who is answered while draining asks for the next thing elsewhere, and not on a connection that is about to close.
  httpServer.prependListener('request', (_request, response) => {
    if (services.isDraining()) response.setHeader('connection', 'close')
  })
  return httpServer
}
