import type { ApiRequest } from '../api-services.ts'
import { REQUEST_ID_HEADER, requestIdOf } from '../request-id.ts'

/**
 * Returns the request with the caller's address in the header that better-auth reads, and with the id of the request.
 * Values that the caller wrote there are lost.
 */
export function withCaller(c: ApiRequest, given: { address: string; message: object }): Request {
  const request = c.req.raw
  const { url } = request
  const headers = new Headers(request.headers)
  headers.set('x-aoi-caller', given.address)
  headers.set(REQUEST_ID_HEADER, requestIdOf(c.env.incoming))
  headers.delete('content-length')
  // better-auth does not know HEAD. The door that answers it leaves the body out.
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const body = method === 'GET' ? {} : { body: JSON.stringify(given.message) }
  return new Request(url, { method, headers, ...body })
}
