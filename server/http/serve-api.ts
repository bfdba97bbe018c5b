import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { answer } from './answer.ts'
import { createApi } from './api.ts'
import type { ApiEnv, ApiServices } from './api-services.ts'
import { answerUnexpected } from './error-answer.ts'
import { serveHeadAsGet } from './head-request.ts'
import type { ApiLimits } from './rate-limits.ts'
import { requestIdOf } from './request-id.ts'

/** Returns a listener that serves the API on a bare Node server. */
export function serveApi(services: ApiServices, options: { limits?: ApiLimits } = {}): RequestListener {
  const app = createApi(() => services, options)
  return serveFetch(services, (request, env) => app.fetch(request, env))
}

type Fetch = (request: Request, env: ApiEnv['Bindings']) => Response | Promise<Response>

/** Returns a listener that answers with `fetch`. A failure of `fetch` ends only its own request (R8). */
export function serveFetch(
  services: Pick<ApiServices, 'onUnexpected'>,
  fetch: Fetch,
): (request: IncomingMessage, response: ServerResponse) => void {
  const failed = (error: unknown, incoming: IncomingMessage) => {
    const requestId = requestIdOf(incoming)
    services.onUnexpected(error, { kind: 'request', name: `${incoming.method} before its route`, requestId })
    return requestId
  }
  const listen = getRequestListener(
    (request, { incoming }) => {
      const asked = incoming as IncomingMessage
      const answerFailed = (error: unknown) => answerUnexpected(undefined, failed(error, asked))
      try {
        const answered = fetch(request, { incoming: asked })
        return answered instanceof Promise ? answered.catch(answerFailed) : answered
      } catch (error) {
        return answerFailed(error)
      }
    },
    {
      // Next runs in this process and brings its own Request and Response.
      overrideGlobalObjects: false,
      // The host of an HTTP/1.0 request without `Host`.
      hostname: 'localhost',
      // The adapter calls this for the requests that it refuses itself: the target or `Host` is no URL.
      errorHandler: () =>
        answer({ code: '400', desc: 'the request line or its Host is not valid' }, { status: 400 }),
    },
  )
  return (request, response) => {
    serveHeadAsGet(request)
    listen(request, response).catch((error: unknown) => {
      failed(error, request)
      response.destroy()
    })
  }
}
