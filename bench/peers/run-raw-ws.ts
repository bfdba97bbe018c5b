import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { websocketTextFrame } from '../../server/hub/wire/websocket-frame.ts'

/** Encodes every message from `/pub` once and writes it to all sockets on `/sub`. Its port is the argument. */
const server = new WebSocketServer({
  port: Number(process.argv[2]),
  host: '127.0.0.1',
  perMessageDeflate: false,
})
const subscribers = new Set<Duplex>()

server.on('connection', (socket, request) => {
  if (request.url === '/sub') subscribers.add(request.socket)
  socket.on('close', () => subscribers.delete(request.socket))
  socket.on('message', (data: Buffer) => {
    const frame = websocketTextFrame(data.toString())
    for (const subscriber of subscribers) subscriber.write(frame)
  })
})
