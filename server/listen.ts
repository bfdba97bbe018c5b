import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Env } from './env.ts'

/**
 * Connections that may wait in the kernel until this process accepts them, up to the kernel's own limit (`somaxconn`).
 * With Node's default of 511, the kernel drops some of thousands that reconnect at once. Their clients notice only
 * after minutes.
 */
const BACKLOG = 4096

/** Listens on the configured host and port. Returns the bound port. Rejects with one sentence if it cannot. */
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
    return new Error(`port ${env.port} of ${env.host} is in use: set PORT to another port`)
  if (error.code === 'EACCES')
    return new Error(`this user may not open port ${env.port}: set PORT to a port above 1023`)
  return new Error(`cannot listen on ${env.host}, port ${env.port}: ${error.code ?? error.message}`)
}
