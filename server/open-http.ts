import type { Server as HttpServer } from 'node:http'
import type { RunningPushSocketServer } from './autopush/push-socket-server.ts'
import { openDoors } from './doors.ts'
import { logAccess } from './front/access-log.ts'
import { giveBack } from './front/give-back.ts'
import { PendingResponses } from './front/pending-responses.ts'
import { answerProtocolErrors } from './front/protocol-errors.ts'
import { watchForwarding } from './front/watch-forwarding.ts'
import { requestIdOf } from './http/request-id.ts'
import { routeOf } from './http/request-route.ts'
import type { RunningSocketServer } from './hub/door/socket-server.ts'
import type { UnboundSockets } from './hub/door/unbound-sockets.ts'
import { toNtfyPath } from './ntfy-path.ts'
import { guardPages } from './page-headers.ts'
import { refusePages } from './refuse-pages.ts'
import { dispatchRequests, dispatchUpgrades } from './requests.ts'
import type { Part } from './roles.ts'
import type { Pages } from './serve-pages.ts'
import type { Services } from './services.ts'

type Doors = {
  httpServer: HttpServer
  sockets: RunningSocketServer
  pushSockets: RunningPushSocketServer
  unbound: UnboundSockets
  pages: Pages
  part: Part
  dev: boolean
}

/** Opens every door of the HTTP server. `docs/http.md` has the rules for all of them. */
export function openHttp(services: Services, doors: Doors): void {
  const { httpServer, sockets, pushSockets, unbound, pages, part, dev } = doors
  const withDatabase = refusePages(pages.request, () => services.context.store.outage)
  const guarded = guardPages(withDatabase, {
    isOwnHost: services.isOwnHost,
    isSecure: () => services.context.settings.dashboardUrl.startsWith('https:'),
    dev,
  })
  const { basePath } = services.address
  const shared = { basePath, watch: watchForwarding(services), onUnexpected: services.onUnexpected }
  const rename = part.apiPaths.includes('/ntfy') ? toNtfyPath : undefined
  httpServer.on(
    'request',
    dispatchRequests({ ...shared, rename, doors: openDoors(services, part), pages: guarded }),
  )
  const pending = new PendingResponses(httpServer, (request, response) => {
    const { method = '', url = '' } = request
    const { statusCode: status } = response
    if (status >= 400) services.answerLog.note({ status, method, url, requestId: requestIdOf(request) })
  })
  if (services.accessLog) logAccess(httpServer, { ...services.context, routeOf, requestIdOf })
  answerProtocolErrors(httpServer, pending)
  const upgrades = dispatchUpgrades({
    ...shared,
    sockets: part.sessions || part.pages ? sockets.upgrade : undefined,
    pushSockets: part.sessions ? pushSockets.upgrade : undefined,
    pages: pages.upgrade,
    ignore: (request, socket, head) => giveBack(httpServer, { request, socket, head }, pending),
    isDraining: services.isDraining,
    admit: (request, socket) => unbound.admit(request, socket),
  })
  httpServer.on('upgrade', upgrades)
  // While draining, each answer closes its connection, so that the client sends its next request to another node.
  httpServer.prependListener('request', (_request, response) => {
    if (services.isDraining()) response.setHeader('connection', 'close')
  })
}
