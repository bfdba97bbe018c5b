const PATIENCE_MILLISECONDS = 30_000

export type Answer = { status: number | undefined; body: Record<string, unknown> }
export type Request = {
  method?: string
  path: string
  authorization: string
  body?: object
  headers?: Record<string, string>
}

/** Asks over HTTP. Without a status: no answer came, and nobody knows what became of it. */
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
