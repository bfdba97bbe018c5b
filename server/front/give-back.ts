import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PendingResponses } from './pending-responses.ts'

/** At this number of names and values Node may have dropped headers, so the request cannot be rebuilt completely. */
const RAW_HEADERS_KEPT = 2000
/** Headers of the upgrade, which must go with it (RFC 7540, 3.2.1). */
const OF_THE_UPGRADE = new Set(['upgrade', 'http2-settings'])

type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer }

/**
 * Serves a request as an ordinary one if the server does not offer its upgrade (RFC 9110, 7.8). Node has already
 * detached the connection from its HTTP parser. So the request is put back in front of the parser, without the upgrade.
 */
export function giveBack(server: Server, upgrade: Upgrade, pending: PendingResponses): void {
  const { request, socket, head } = upgrade
  if (request.rawHeaders.length >= RAW_HEADERS_KEPT) {
    socket.end(
      'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    )
    return
  }
  const goOn = () => pending.of(socket).forEach((response) => void response.emit('drain'))
  const failed = () => socket.destroy()
  socket.on('error', failed)
  // After an upgrade, Node no longer emits `drain` on earlier responses of this connection.
  socket.on('drain', goOn)
  pending.afterAll(socket, () => {
    socket.off('error', failed)
    socket.off('drain', goOn)
    if (socket.destroyed) return
    socket.unshift(Buffer.concat([Buffer.from(withoutUpgrade(request), 'latin1'), head]))
    server.emit('connection', socket)
  })
}

/** Rebuilds the head of the request without its upgrade. Node reads and writes heads in Latin-1. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]]
    if (OF_THE_UPGRADE.has(name.toLowerCase())) continue
    const kept = name.toLowerCase() === 'connection' ? withoutTokens(value) : value
    if (kept !== undefined) lines.push(`${name}: ${kept}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

function withoutTokens(connection: string): string | undefined {
  const kept = connection.split(',').filter((token) => !OF_THE_UPGRADE.has(token.trim().toLowerCase()))
  return kept.length === 0 ? undefined : kept.join(',')
}
