/**
 * Options for every HTTP request and the session of an AOI Client. Node reads `ca`, `cert`, `key`, `agent` and the
 * other options of `node:https`. `extraHeaders` go with each request, except with a browser's websocket.
 */
export type ConnectionOptions = Readonly<Record<string, unknown>>

export type HttpRequest = {
  url: URL
  method: 'GET' | 'POST' | 'DELETE'
  /** JSON. */
  body?: string | undefined
  options: ConnectionOptions | undefined
  /** Longer answers are refused, in bytes. */
  answerBytes: number
  signal: AbortSignal
}

export type HttpAnswer = {
  status: number
  text: string
  /** `Retry-After` in seconds, where it is a number. */
  retryAfterSeconds: number | undefined
}

/** Sends one HTTP request. Never follows a redirect. Rejects with an error whose message names the cause. */
export type HttpCall = (request: HttpRequest) => Promise<HttpAnswer>

/** Returns the seconds of a `Retry-After` header (RFC 9110 section 10.2.3); dates are ignored. */
export function readRetryAfter(header: string | null | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined
}

/** Returns the headers of a request; `extraHeaders` may add to them. */
export function headersOf({ body, options }: HttpRequest): Record<string, string> {
  const extra = options?.extraHeaders
  const given = typeof extra === 'object' && extra !== null ? Object.entries(extra) : []
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)])),
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
}

export function tooLong(answerBytes: number): Error {
  return new Error(`the answer is longer than ${answerBytes} bytes`)
}
