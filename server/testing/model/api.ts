const PATIENCE_MILLISECONDS = 30_000

export type Answer = { status: number | undefined; body: Record<string, unknown> }
export type Request = {
  method?: string
  path: string
  authorization: string
  body?: object
  headers?: Record<string, string>
}

/**
 * Sends a request over HTTP. A result without a status means that no answer came: the outcome of the request is
 * unknown.
 */
export async function ask(
  url: string,
  { method, path, authorization, body, headers }: Request,
): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, url), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  } catch {
    return { status: undefined, body: {} }
  }
}
