import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Env } from './env.ts'
import { removeBasePath } from './front/base-path.ts'
import { nameRequest, REQUEST_ID_HEADER, requestIdOf } from './http/request-id.ts'
import { type Listening, listen } from './listen.ts'
import { OwnAddress } from './own-address.ts'

const RETRY_AFTER_SECONDS = 5

/** Answers requests for a server that has no database yet. */
export type WaitingServer = {
  /** Listens from the first call on, and answers with the latest reason. Rejects if an address is not available. */
  wait: (reason: string) => Promise<void>
  /** Stops answering and returns the addresses, or `undefined` if it never listened. */
  end: () => Promise<Listening | undefined>
}

/**
 * While PostgreSQL is away at start, the server listens, is not ready, and gives the reason. So a supervisor does not
 * restart it again and again, and a proxy sends it no traffic.
 */
export function serveWaiting(httpServer: HttpServer, env: Env): WaitingServer {
  const { basePath } = new OwnAddress(env)
  let reason = ''
  let listening: Promise<Listening> | undefined
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    answerWaiting({ request, response, reason, basePath })
  return {
    wait: async (why) => {
      reason = why
      if (listening === undefined) {
        httpServer.on('request', answer)
        httpServer.on('upgrade', refuseUpgrade)
        listening = listen(httpServer, env)
      }
      await listening
    },
    end: async () => {
      const listened = await listening
      httpServer.off('request', answer)
      httpServer.off('upgrade', refuseUpgrade)
      return listened
    },
  }
}

type Exchange = { request: IncomingMessage; response: ServerResponse; reason: string; basePath: string }

function answerWaiting({ request, response, reason, basePath }: Exchange): void {
  nameRequest(request, response)
  removeBasePath(request, basePath)
  const isHealth = request.url?.split('?', 1)[0] === '/api/health'
  const unavailable = {
    ...{ code: '503', desc: 'the server is waiting for its database' },
    ...{ reasons: [reason], retryAfter: RETRY_AFTER_SECONDS },
  }
  const body = JSON.stringify(isHealth ? { status: 'ok' } : unavailable)
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  if (isHealth) response.writeHead(200, headers)
  else response.writeHead(503, { ...headers, 'retry-after': String(RETRY_AFTER_SECONDS) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function refuseUpgrade(request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  const id = `${REQUEST_ID_HEADER}: ${requestIdOf(request)}`
  socket.end(
    `HTTP/1.1 503 Service Unavailable\r\n${id}\r\nRetry-After: ${RETRY_AFTER_SECONDS}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}
