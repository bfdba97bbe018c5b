import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Tracks every connection of the server, including websockets, which Node's own list leaves out. The returned function
 * destroys the connections that are still open.
 */
export function trackConnections(httpServer: HttpServer): () => void {
  const connections = new Set<Socket>()
  httpServer.on('connection', (socket) => {
    // A connection whose upgrade was ignored is emitted a second time.
    if (connections.has(socket)) return
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return () => {
    for (const socket of connections) socket.destroy()
  }
}
