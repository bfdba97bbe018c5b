/** What became of a request to sign in or of what goes with it. */
export type AuthAnswer =
  | { ok: true; body: Record<string, unknown> }
  | { ok: false; why: string; status: number }

/** Calls the server's sign-in door (`/api/auth`); `why` is a sentence for the person. */
export async function callAuth(
  path: string,
  { method = 'POST', body }: { method?: 'GET' | 'POST'; body?: object } = {},
): Promise<AuthAnswer> {
  const response = await fetch(`/api/auth${path}`, {
    method,
    cache: 'no-store',
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => undefined)
  if (response === undefined)
    return { ok: false, status: 0, why: 'The server does not answer. Try again in a moment.' }
  const answered = ((await response.json().catch(() => ({}))) ?? {}) as Record<string, unknown>
  if (response.ok) return { ok: true, body: answered }
  return { ok: false, status: response.status, why: explain(response, answered) }
}

function explain(response: Response, body: Record<string, unknown>): string {
  if (response.status === 429) {
    const seconds = response.headers.get('retry-after') ?? '60'
    return `Too many failed attempts. Try again in ${seconds} seconds.`
  }
  const said = body.desc ?? body.message
  return typeof said === 'string' && said !== '' ? sentence(said) : 'The server refused. Try again.'
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
