import { connect, type Socket } from 'node:net'

/** All sockets read into this buffer: the bytes are counted and forgotten before the next read. */
const shared = Buffer.allocUnsafe(262_144)

const SOCKETS_PER_ADDRESS = 500

/** Opens a TCP connection that costs its reader next to nothing. `take` must not keep the bytes. */
export function openFastSocket(input: {
  port: number
  /** The number of this socket. Every 500 sockets have an address of their own, as if they came from many networks. */
  index: number
  take: (bytes: Buffer) => void
  onConnect: (socket: Socket) => void
  onClose: () => void
}): Socket {
  const socket = connect({
    port: input.port,
    host: '127.0.0.1',
    localAddress: `127.0.${1 + Math.floor(input.index / SOCKETS_PER_ADDRESS)}.1`,
    noDelay: true,
    onread: {
      buffer: shared,
      callback: (count) => {
        input.take(shared.subarray(0, count))
        return true
      },
    },
  })
  socket.once('connect', () => input.onConnect(socket))
  socket.once('close', input.onClose)
  // The close event that follows reports the end of the connection.
  socket.on('error', () => undefined)
  return socket
}
