import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Env } from './env.ts'

/** Listens where the environment says and answers the port. Rejects with one sentence when it cannot. */
export function listen(httpServer: HttpServer, env: Env): Promise<number> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', (error: NodeJS.ErrnoException) => reject(describe(error, env)))
    httpServer.listen(env.port, env.host, () => resolve((httpServer.address() as AddressInfo).port))
  })
}

function describe(error: NodeJS.ErrnoException, env: Env): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${env.port} of ${env.host} is in use: set PORT to another one`)
  if (error.code === 'EACCES')
    return new Error(`port ${env.port} may not be opened by this user: set PORT to one above 1023`)
  return new Error(`cannot listen on ${env.host}, port ${env.port}: ${error.code ?? error.message}`)
}
