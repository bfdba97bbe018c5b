import { createServer } from 'node:http'
import { Server } from 'socket.io'

const ROOM = 'room'
const NEVER_MILLISECONDS = 600_000

/** A Socket.IO server as its documentation shows it, with websockets only. Its port is the argument. */
const http = createServer()
const io = new Server(http, {
  transports: ['websocket'],
  pingInterval: NEVER_MILLISECONDS,
  serveClient: false,
})

io.on('connection', (socket) => {
  socket.on('join', () => {
    void socket.join(ROOM)
    socket.emit('joined')
  })
  socket.on('publish', (payload: string) => io.to(ROOM).emit('message', payload))
})
http.listen(Number(process.argv[2]), '127.0.0.1')
