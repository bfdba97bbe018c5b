import { mkdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { ADMIN_SOCKET_NAME, ADMIN_SOCKET_PATH_BYTES } from '#protocol'
import type { Metrics } from '#server/ops/metrics/open-metrics.ts'
import type { ApiServices } from '../api-services.ts'
import { nameRequest } from '../request-id.ts'
import { serveFetch } from '../serve-api.ts'
import { createAdminApi } from './admin-api.ts'

/**
 * Serves the admin socket in the data directory, for its owner alone (0600). It replaces a socket that a killed server
 * left behind. Rejects with one sentence if a server listens there, or if the path is too long for a socket.
 */
export async function listenAdmin(
  services: ApiServices,
  dataDirectory: string,
  metrics?: Metrics,
): Promise<{ close: () => Promise<void> }> {
  const path = join(resolve(dataDirectory), ADMIN_SOCKET_NAME)
  if (Buffer.byteLength(path) > ADMIN_SOCKET_PATH_BYTES) {
    throw new Error(
      `the path of the admin socket is longer than ${ADMIN_SOCKET_PATH_BYTES} bytes: choose a shorter AOI_DATA_DIR`,
    )
  }
  await mkdir(resolve(dataDirectory), { recursive: true, mode: 0o700 })
  await removeStale(path)
  const api = createAdminApi(services, metrics)
  const serve = serveFetch(services, (request, env) => api.fetch(request, env))
  const server = createServer((request, response) => {
    nameRequest(request, response)
    serve(request, response)
  })
  await listen(server, path)
  return { close: () => close(server) }
}

async function removeStale(path: string): Promise<void> {
  if (await isAnswered(path))
    throw new Error(
      `another AOI Server is running on this data directory (${path} answers): stop it, or choose another AOI_DATA_DIR`,
    )
  await rm(path, { force: true })
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolveAnswer) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolveAnswer(true)
    })
    socket.once('error', () => resolveAnswer(false))
  })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolveListening, reject) => {
    server.once('error', reject)
    // `listen` creates the socket before it returns, so no other user can open it even for an instant.
    const before = process.umask(0o177)
    server.listen(path, () => {
      server.off('error', reject)
      resolveListening()
    })
    process.umask(before)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolveClosed) => {
    server.close(() => resolveClosed())
    server.closeAllConnections()
  })
}
