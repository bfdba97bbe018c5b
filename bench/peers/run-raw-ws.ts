import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { websocketTextFrame } from '../../server/hub/websocket-frame.ts'

/** Makes what comes on `/pub` a frame once and writes it to everybody on `/sub`; its port is the argument. */
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
