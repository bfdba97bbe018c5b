import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { LIMITS, PUSH_SOCKET_PATH, SOCKET_PATH } from '#protocol'
import type { OnUnexpected } from './core/unexpected.ts'
import { removeBasePath } from './front/base-path.ts'
import { readTarget } from './front/request-target.ts'
import { nameRequest, REQUEST_ID_HEADER, requestIdOf } from './http/request-id.ts'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Takes the requests for its path and all paths below it. */
export type Door = { path: string; request: RequestListener }

type RequestDoors = {
  doors: readonly Door[]
  pages: RequestListener
  /** The path of the public URL; the doors and pages do not see it. */
  basePath: string
  /** Returns another target for requests that have one. */
  rename?: ((request: IncomingMessage) => string | undefined) | undefined
  /** Sees each request with a valid target and host before its door does. */
  watch?: (request: IncomingMessage) => void
  onUnexpected: OnUnexpected
}

const EVERY_METHOD = 'GET, HEAD, POST, PUT, DELETE, OPTIONS'

/**
 * Gives each request an id, refuses invalid targets, and passes the rest to a door by path alone. The pages take all
 * paths without a door. An error in a door ends only that request. `docs/http.md` has the rules.
 */
export function dispatchRequests({ doors, ...parts }: RequestDoors): RequestListener {
  const openDoor = openerOf({ doors, pages: parts.pages })
  const openBelow = openerOf({ doors, pages: refuseBelow })
  return (request, response) => {
    nameRequest(request, response)
    try {
      const fault = readTarget(request)
      if (fault !== undefined) return answerJson(response, fault.status, fault.desc)
      if (request.url === '*') return void response.writeHead(204, { allow: EVERY_METHOD }).end()
      parts.watch?.(request)
      const isBelow = removeBasePath(request, parts.basePath)
      request.url = parts.rename?.(request) ?? request.url
      if (isBelow) openBelow(request, response)
      else openDoor(request, response)
    } catch (error) {
      failRequest({ request, response, error, onUnexpected: parts.onUnexpected })
    }
  }
}

function openerOf({ doors, pages }: Pick<RequestDoors, 'doors' | 'pages'>): RequestListener {
  const places = doors.map(({ path, request }) => ({ path, below: `${path}/`, request }))
  return (request, response) => {
    const path = pathOf(request)
    const door = places.find((place) => path.startsWith(place.below) || path === place.path)
    if (door !== undefined) door.request(request, response)
    else if (path.startsWith(SOCKET_PATH)) answerJson(response, 400, 'AOI-2 sessions require a websocket')
    else pages(request, response)
  }
}

/** The pages expect to be at the root of their origin (docs/decisions/074-the-dashboard-has-an-origin-of-its-own.md). */
function refuseBelow(_request: IncomingMessage, response: ServerResponse): void {
  const text = 'The dashboard is not served below a path; its operator has its address (AOI_DASHBOARD_URL).\n'
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}

type FailedRequest = {
  request: IncomingMessage
  response: ServerResponse
  error: unknown
  onUnexpected: OnUnexpected
}

/** Answers a fixed 500, or cuts the connection if the answer has begun. */
export function failRequest({ request, response, error, onUnexpected }: FailedRequest): void {
  const requestId = requestIdOf(request)
  onUnexpected(error, { kind: 'request', name: `${request.method} of a page`, requestId })
  if (response.headersSent) response.destroy()
  else answerJson(response, 500, `Internal Server Error (request ${requestId})`)
}

/** Answers with the status and `{code, desc}`, and closes the connection. */
export function answerJson(response: ServerResponse, status: number, desc: string): void {
  const body = JSON.stringify({ code: String(status), desc })
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body)
}

type UpgradeDoors = {
  sockets: UpgradeListener | undefined
  pushSockets: UpgradeListener | undefined
  pages: UpgradeListener | undefined
  basePath: string
  /** Serves the request as if it had not asked for an upgrade. */
  ignore: UpgradeListener
  watch?: (request: IncomingMessage) => void
  isDraining: () => boolean
  onUnexpected: OnUnexpected
  /** Returns true if one more websocket may connect that has not shown its credential yet. */
  admit: (request: IncomingMessage, socket: Duplex) => boolean
}

/**
 * Passes on the upgrades of websockets: sessions, the feed and Mozilla's push socket. Every other upgrade is ignored
 * (RFC 9110, 7.8). While draining, refuses a websocket so that a proxy tries another node.
 */
export function dispatchUpgrades(doors: UpgradeDoors): UpgradeListener {
  return (request, socket, head) => {
    const target = request.url
    const isValid = readTarget(request) === undefined
    if (isValid) removeBasePath(request, doors.basePath)
    const door = isValid && isWebSocket(request) ? findUpgradeDoor(pathOf(request), doors) : undefined
    if (door === undefined) {
      request.url = target
      return doors.ignore(request, socket, head)
    }
    socket.on('error', () => socket.destroy())
    if (doors.isDraining()) return refuseUpgrade(request, socket, '503 Service Unavailable')
    if (door !== doors.pages && !doors.admit(request, socket))
      return refuseUpgrade(request, socket, `503 Service Unavailable\r\nRetry-After: ${LIMITS.bindSeconds}`)
    try {
      doors.watch?.(request)
      door(request, socket, head)
    } catch (error) {
      doors.onUnexpected(error, { kind: 'socket', name: 'upgrade' })
      socket.destroy()
    }
  }
}

/** Returns true for a websocket. If the client offers several protocols, keeps only `websocket` from here on. */
function isWebSocket(request: IncomingMessage): boolean {
  const offered = (request.headers.upgrade ?? '').split(',').map((name) => name.trim().toLowerCase())
  if (!offered.includes('websocket') || request.httpVersion !== '1.1') return false
  request.headers.upgrade = 'websocket'
  return true
}

function refuseUpgrade(request: IncomingMessage, socket: Duplex, status: string): void {
  const id = `${REQUEST_ID_HEADER}: ${requestIdOf(request)}`
  socket.end(`HTTP/1.1 ${status}\r\n${id}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function findUpgradeDoor(path: string, doors: UpgradeDoors): UpgradeListener | undefined {
  if (path.startsWith(SOCKET_PATH)) return doors.sockets
  return path === PUSH_SOCKET_PATH || path === `${PUSH_SOCKET_PATH}/` ? doors.pushSockets : doors.pages
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}
