import type { Server as HttpServer } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { Env } from './env.ts'
import {
  type ListenAddress,
  listListenAddresses,
  type TcpAddress,
  writeListenAddress,
} from './listen-address.ts'
import { listenOnSocket } from './ops/unix-socket.ts'

/**
 * Connections that may wait in the kernel until this process accepts them, up to the kernel's own limit (`somaxconn`).
 * With Node's default of 511, the kernel drops some of thousands that reconnect at once. Their clients notice only
 * after minutes.
 */
const BACKLOG = 4096
/** Stands for the other end of a Unix socket: a program on this machine. */
const THIS_MACHINE = '127.0.0.1'

/** An HTTP server that listens on all its addresses. */
export type Listening = {
  /** Its addresses with the bound ports, as texts. */
  addresses: readonly string[]
  /** The ports of its TCP addresses, in the order of the configuration. */
  ports: readonly number[]
  /** Accepts no more connections. Resolves when every connection has ended. */
  close: () => Promise<void>
}

/** Listens on the configured addresses. Rejects with one sentence if it cannot listen on one of them. */
export async function listen(httpServer: HttpServer, env: Env): Promise<Listening> {
  // Node times slow requests only while the HTTP server itself listens, so it takes the first address. A Unix socket is
  // never the first beside TCP addresses, because only its connections may be named as those of this machine.
  const addresses = [...listListenAddresses(env)].sort((one, other) => rank(one) - rank(other))
  const servers: Server[] = []
  const close = async () => void (await Promise.all(servers.map(closeServer)))
  try {
    for (const address of addresses) {
      const server = servers.length === 0 ? httpServer : handOver(httpServer)
      await listenOn(server, { address, env })
      servers.push(server)
    }
  } catch (error) {
    await close()
    throw error
  }
  const bound = servers.flatMap((server) => boundOf(server.address()))
  return {
    addresses: bound.map(writeListenAddress),
    ports: bound.flatMap((address) => ('port' in address ? [address.port] : [])),
    close,
  }
}

function rank(address: ListenAddress): number {
  return 'path' in address ? 1 : 0
}

/** Returns a server for a further address. The HTTP server takes over its connections, as if they were its own. */
function handOver(httpServer: HttpServer): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    httpServer.emit('connection', socket),
  )
}

type Bound<Address> = { address: Address; env: Env }

async function listenOn(server: Server, { address, env }: Bound<ListenAddress>): Promise<void> {
  if ('host' in address) return await listenOnPort(server, { address, env })
  server.prependListener('connection', nameNeighbour)
  await listenOnSocket(server, {
    ...{ path: address.path, mode: env.socketMode, backlog: BACKLOG },
    advice: 'set AOI_LISTEN to another path',
    isUsed: `another server is running and answers on ${address.path}`,
  })
}

function listenOnPort(server: Server, { address, env }: Bound<TcpAddress>): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(describe(error, { address, env }))
    server.once('error', fail)
    server.listen({ ...address, backlog: BACKLOG }, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

/**
 * A Unix socket has no address of its other end. Every door takes it for this machine: otherwise the last entry of
 * `X-Forwarded-For` would count as the neighbour, and a caller could choose the entry before it.
 */
function nameNeighbour(socket: Socket): void {
  Object.defineProperty(socket, 'remoteAddress', { value: THIS_MACHINE })
}

function boundOf(bound: AddressInfo | string | null): ListenAddress[] {
  if (bound === null) return []
  return [typeof bound === 'string' ? { path: bound } : { host: bound.address, port: bound.port }]
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function describe(error: NodeJS.ErrnoException, { address, env }: Bound<TcpAddress>): Error {
  const { host, port } = address
  const variable = env.listen.length === 0 ? 'PORT' : 'AOI_LISTEN'
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${port} of ${host} is in use: set ${variable} to another port`)
  if (error.code === 'EACCES')
    return new Error(`this user may not open port ${port}: set ${variable} to a port above 1023`)
  return new Error(`cannot listen on ${host}, port ${port}: ${error.code ?? error.message}`)
}
