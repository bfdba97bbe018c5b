import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { PUSH_SOCKET_PATH, SOCKET_PATH } from '#protocol'
import type { OnUnexpected } from './core/unexpected.ts'
import { nameRequest, requestIdOf } from './http/request-id.ts'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Takes the requests for its path and everything below it. */
export type Door = { path: string; request: RequestListener }

type RequestDoors = { doors: readonly Door[]; pages: RequestListener; onUnexpected: OnUnexpected }

/**
 * Names each request and hands it to a door by its path alone; the pages take what no door stands at. A door that fails
 * ends that request alone.
 */
export function dispatchRequests(parts: RequestDoors): RequestListener {
  return (request, response) => {
    nameRequest(request, response)
    try {
      const path = pathOf(request)
      const door = parts.doors.find((door) => path === door.path || path.startsWith(`${door.path}/`))
      if (door !== undefined) door.request(request, response)
      else if (path.startsWith(SOCKET_PATH)) refusePolling(response)
      else parts.pages(request, response)
    } catch (error) {
      failRequest({ request, response, error, onUnexpected: parts.onUnexpected })
    }
  }
}

type FailedRequest = {
  request: IncomingMessage
  response: ServerResponse
  error: unknown
  onUnexpected: OnUnexpected
}

/** Answers a fixed 500, or cuts the connection when the answer has begun. */
export function failRequest({ request, response, error, onUnexpected }: FailedRequest): void {
  const requestId = requestIdOf(request)
  onUnexpected(error, { kind: 'request', name: `${request.method} of a page`, requestId })
  if (response.headersSent) return void response.destroy()
  const body = JSON.stringify({ code: '500', desc: `Internal Server Error (request ${requestId})` })
  response.writeHead(500, { 'content-type': 'application/json', connection: 'close' }).end(body)
}

type UpgradeDoors = {
  sockets: UpgradeListener | undefined
  pushSockets: UpgradeListener | undefined
  pages: UpgradeListener | undefined
  isDraining: () => boolean
  onUnexpected: OnUnexpected
}

/**
 * Sessions, the feed and Mozilla's push socket are websockets; whatever else asks for one is cut off. While draining,
 * every one is refused in a way that a proxy understands and asks another node for.
 */
export function dispatchUpgrades(doors: UpgradeDoors): UpgradeListener {
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (doors.isDraining()) return refuseUpgrade(socket, '503 Service Unavailable')
    const door = findUpgradeDoor(pathOf(request), doors)
    if (door === undefined) return refuseUpgrade(socket, '404 Not Found')
    try {
      door(request, socket, head)
    } catch (error) {
      doors.onUnexpected(error, { kind: 'socket', name: 'upgrade' })
      socket.destroy()
    }
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function findUpgradeDoor(path: string, doors: UpgradeDoors): UpgradeListener | undefined {
  if (path.startsWith(SOCKET_PATH)) return doors.sockets
  return path === PUSH_SOCKET_PATH || path === `${PUSH_SOCKET_PATH}/` ? doors.pushSockets : doors.pages
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}

function refusePolling(response: ServerResponse): void {
  const body = JSON.stringify({ code: '400', desc: 'AOI-2 sessions are by websocket only' })
  response.writeHead(400, { 'content-type': 'application/json' }).end(body)
}
