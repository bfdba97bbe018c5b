import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { PUSH_SOCKET_PATH, SOCKET_PATH } from '#protocol'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Takes the requests for its path and everything below it. */
export type Door = { path: string; request: RequestListener }

/** Which door a request is for, by its path alone. What no door stands at is for the pages. */
export function dispatchRequests(parts: { doors: readonly Door[]; pages: RequestListener }): RequestListener {
  return (request, response) => {
    const path = pathOf(request)
    const door = parts.doors.find((door) => path === door.path || path.startsWith(`${door.path}/`))
    if (door !== undefined) door.request(request, response)
    else if (path.startsWith(SOCKET_PATH)) refusePolling(response)
    else parts.pages(request, response)
  }
}

type UpgradeDoors = {
  sockets: UpgradeListener | undefined
  pushSockets: UpgradeListener | undefined
  pages: UpgradeListener | undefined
  isDraining: () => boolean
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
    if (door !== undefined) door(request, socket, head)
    else refuseUpgrade(socket, '404 Not Found')
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
