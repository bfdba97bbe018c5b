import type { IncomingMessage, Server } from 'node:http'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'

/** The status of nginx for a caller that left before the answer. */
const CALLER_LEFT = 499

/** The credential that a request shows, whether it is valid or not. */
export type CallerKind = 'aoiClient' | 'apiKey' | 'vapid' | 'operator' | 'anonymous'

const BY_SCHEME: Readonly<Record<string, CallerKind>> = {
  basic: 'aoiClient',
  bearer: 'apiKey',
  vapid: 'vapid',
  webpush: 'vapid',
}

type Parts = {
  log: Log
  clock: Clock
  /** Returns the pattern of the route that served the request. */
  routeOf: (request: IncomingMessage) => string
  requestIdOf: (request: IncomingMessage) => string
}

/**
 * Logs one line for each request to the server's port when its answer is done or cut off (`AOI_ACCESS_LOG`). A line has
 * no path, query, token, key, e-mail or address. Websockets are sessions, which the metrics count.
 */
export function logAccess(server: Server, { log, clock, routeOf, requestIdOf }: Parts): void {
  server.prependListener('request', (request, response) => {
    const beganAt = clock.monotonic()
    const { socket, method = '' } = request
    const bytesBefore = socket.bytesWritten
    response.on('close', () => {
      const fields = {
        ...{ method, route: routeOf(request) },
        status: response.headersSent ? response.statusCode : CALLER_LEFT,
        milliseconds: Math.round((clock.monotonic() - beganAt) * 10) / 10,
        bytes: socket.bytesWritten - bytesBefore,
        ...{ requestId: requestIdOf(request), caller: callerKindOf(request) },
      }
      log.info({ event: 'request', ...fields }, 'request served')
    })
  })
}

function callerKindOf({ headers }: IncomingMessage): CallerKind {
  const { authorization, cookie } = headers
  if (authorization !== undefined)
    return BY_SCHEME[authorization.split(' ', 1)[0]?.toLowerCase() ?? ''] ?? 'anonymous'
  return cookie?.includes('session_token=') === true ? 'operator' : 'anonymous'
}
