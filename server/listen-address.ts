/** The host, an IPv6 address in brackets, and the port. */
const SOCKET_ADDRESS = /^(?:\[([\da-f:]+)\]|([\w.-]+)):(\d{1,5})$/i
const UNIX_SOCKET = /^unix:(\/.+)$/
const MAX_PORT = 65_535

/** A TCP address on which a server listens. `host` has no brackets. */
export type TcpAddress = { host: string; port: number }

/** An address on which the server listens: TCP, or the absolute path of a Unix socket. */
export type ListenAddress = TcpAddress | { path: string }

/** Reads `HOST:PORT` or `[IPv6]:PORT`. Returns `undefined` for anything else. */
export function readTcpAddress(text: string): TcpAddress | undefined {
  const [, bracketed, host = bracketed, port] = SOCKET_ADDRESS.exec(text) ?? []
  if (host === undefined || Number(port) > MAX_PORT) return undefined
  return { host, port: Number(port) }
}

/** Reads `HOST:PORT`, `[IPv6]:PORT` or `unix:PATH`. Returns `undefined` for anything else. */
export function readListenAddress(text: string): ListenAddress | undefined {
  const path = UNIX_SOCKET.exec(text)?.[1]
  return path === undefined ? readTcpAddress(text) : { path }
}

/** Writes the address as `readListenAddress` reads it. */
export function writeListenAddress(address: ListenAddress): string {
  if ('path' in address) return `unix:${address.path}`
  const { host, port } = address
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

type Configured = { listen: readonly ListenAddress[]; host: string; port: number }

/** Returns the addresses of `AOI_LISTEN`; without it, the one of `HOST` and `PORT`. */
export function listListenAddresses({ listen, host, port }: Configured): readonly ListenAddress[] {
  return listen.length === 0 ? [{ host, port }] : listen
}

/** Returns the hosts of the TCP addresses. */
export function listHosts(configured: Configured): string[] {
  return listListenAddresses(configured).flatMap((address) => ('host' in address ? [address.host] : []))
}
