import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Env } from './env.ts'

/**
 * Connections that the kernel may take before this process does; it takes no more than its own limit (`somaxconn`). With
 * Node's 511 it forgets some of the thousands that come back at once, and they wait for minutes before they notice.
 */
const BACKLOG = 4096

/** Listens where the environment says and answers the port. Rejects with one sentence when it cannot. */
export function listen(httpServer: HttpServer, env: Env): Promise<number> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', (error: NodeJS.ErrnoException) => reject(describe(error, env)))
    const { port, host } = env
    httpServer.listen({ port, host, backlog: BACKLOG }, () =>
      resolve((httpServer.address() as AddressInfo).port),
    )
  })
}

function describe(error: NodeJS.ErrnoException, env: Env): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${env.port} of ${env.host} is in use: set PORT to another one`)
  if (error.code === 'EACCES')
    return new Error(`port ${env.port} may not be opened by this user: set PORT to one above 1023`)
  return new Error(`cannot listen on ${env.host}, port ${env.port}: ${error.code ?? error.message}`)
}
