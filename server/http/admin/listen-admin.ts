import { mkdir } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import { ADMIN_SOCKET_NAME } from '#protocol'
import type { Metrics } from '#server/ops/metrics/open-metrics.ts'
import { listenOnSocket } from '#server/ops/unix-socket.ts'
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
  { server, metrics }: { server: Server; metrics?: Metrics },
): Promise<{ close: () => Promise<void> }> {
  const path = join(resolve(dataDirectory), ADMIN_SOCKET_NAME)
  await mkdir(resolve(dataDirectory), { recursive: true, mode: 0o700 })
  const api = createAdminApi(services, metrics)
  const serve = serveFetch(services, (request, env) => api.fetch(request, env))
  server.on('request', (request, response) => {
    nameRequest(request, response)
    serve(request, response)
  })
  await listenOnSocket(server, {
    ...{ path, mode: 0o600, advice: 'choose another AOI_DATA_DIR' },
    isUsed: `another AOI Server is running on this data directory (${path} answers)`,
  })
  return { close: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise((resolveClosed) => {
    server.close(() => resolveClosed())
    server.closeAllConnections()
  })
}
