import type { IncomingMessage } from 'node:http'
import type { ApiRequest } from './api-services.ts'

const HEAD = Symbol('head')
type MarkedRequest = IncomingMessage & { [HEAD]?: true }

/**
 * Lets a `HEAD` request find the route of `GET`. Node leaves the body out of the answer, since the response knows the
 * real method.
 */
export function serveHeadAsGet(request: IncomingMessage): void {
  if (request.method !== 'HEAD') return
  request.method = 'GET'
  const marked: MarkedRequest = request
  marked[HEAD] = true
}

/** True if the client sent `HEAD`. */
export function isHead(c: ApiRequest): boolean {
  const request: MarkedRequest | undefined = c.env.incoming
  return c.req.method === 'HEAD' || request?.[HEAD] === true
}
