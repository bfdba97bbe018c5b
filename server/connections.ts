import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps every connection of the server, also those that became websockets, which Node's own list leaves out. The
 * answer destroys those that are left.
 */
export function trackConnections(httpServer: HttpServer): () => void {
  const connections = new Set<Socket>()
  httpServer.on('connection', (socket) => {
    // A connection whose upgrade was ignored comes a second time.
    if (connections.has(socket)) return
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return () => {
    for (const socket of connections) socket.destroy()
  }
}
