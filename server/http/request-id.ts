import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Carries the id of a request: in its answer, and in every line of the log about it. */
export const REQUEST_ID_HEADER = 'x-request-id'

const ids = new WeakMap<IncomingMessage, string>()

/** Gives a request its id, which goes out with its answer. A caller's own id is not taken: it could be made to mislead. */
export function nameRequest(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader(REQUEST_ID_HEADER, requestIdOf(request))
}

/** The id of a request. In Next's door there is no request of Node's; each question gets a new one there. */
export function requestIdOf(request: IncomingMessage | undefined): string {
  if (request === undefined) return randomUUID()
  const known = ids.get(request)
  if (known !== undefined) return known
  const id = randomUUID()
  ids.set(request, id)
  return id
}
