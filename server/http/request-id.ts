import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * The header that carries the id of a request in its answer. Every line of the log about the request has the same id.
 */
export const REQUEST_ID_HEADER = 'x-request-id'

/** A property costs each request less than an entry of a `WeakMap`, which the garbage collector must visit. */
const ID = Symbol('request id')
type NamedRequest = IncomingMessage & { [ID]?: string }

/**
 * Gives a request its id, and sets the header of its answer. An id from the caller is ignored: it could mislead readers
 * of the log.
 */
export function nameRequest(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader(REQUEST_ID_HEADER, requestIdOf(request))
}

/** Returns the id of a request. Next passes no request of Node's, so there each call returns a new id. */
export function requestIdOf(request: IncomingMessage | undefined): string {
  if (request === undefined) return randomUUID()
  const named: NamedRequest = request
  named[ID] ??= randomUUID()
  return named[ID]
}
