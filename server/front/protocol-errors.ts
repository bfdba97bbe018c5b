import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { PendingResponses } from './pending-responses.ts'

/** Statuses of RFC 9110 for the errors of Node's parser. All other errors get 400. */
const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_INVALID_METHOD: 501,
  HPE_INVALID_VERSION: 505,
}

/** An HTTP server for a door with a listener of its own: the admin socket, the metrics. */
export function createDoorServer(): Server {
  const server = createServer()
  answerProtocolErrors(server, new PendingResponses(server))
  return server
}

/** Answers bytes that are not an HTTP request, and `CONNECT` requests, then cuts the connection. */
export function answerProtocolErrors(server: Server, pending: PendingResponses): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const hasBegun = pending.of(socket).some(({ headersSent }) => headersSent)
    if (!socket.writable || error.code === 'ECONNRESET' || hasBegun) socket.destroy()
    else refuse(socket, STATUS_OF[error.code ?? ''] ?? 400)
  })
  // Without a listener, Node cuts the connection without an answer.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy())
    refuse(socket, 501)
  })
}

function refuse(socket: Duplex, status: number): void {
  const body = JSON.stringify({ code: String(status), desc: STATUS_CODES[status] })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nX-Request-Id: ${randomUUID()}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}
