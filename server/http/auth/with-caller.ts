/**
 * Returns the request with the caller's address in the header that better-auth reads. A value that the caller wrote
 * there is lost.
 */
export function withCaller(request: Request, given: { address: string; message: object }): Request {
  const { url } = request
  const headers = new Headers(request.headers)
  headers.set('x-aoi-caller', given.address)
  headers.delete('content-length')
  // better-auth does not know HEAD. The door that answers it leaves the body out.
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const body = method === 'GET' ? {} : { body: JSON.stringify(given.message) }
  return new Request(url, { method, headers, ...body })
}
