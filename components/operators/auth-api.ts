import {
  explainRefusal,
  findRefusalReason,
  type PageRefusal,
  type RefusalParameters,
} from './refusal-texts.ts'

/** A running server answers sooner, even while many people sign in at once. */
const PATIENCE_MILLISECONDS = 20_000

/** The result of a request to sign in, or of a related request. */
export type AuthAnswer =
  | { ok: true; body: Record<string, unknown> }
  | { ok: false; why: string; status: number; reason?: PageRefusal }

/** Calls the server's sign-in door (`/api/auth`); `why` is a sentence for the person. */
export async function callAuth(
  path: string,
  { method = 'POST', body }: { method?: 'GET' | 'POST'; body?: object } = {},
): Promise<AuthAnswer> {
  const response = await fetch(`/api/auth${path}`, {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => undefined)
  if (response === undefined) return { ok: false, status: 0, why: explainRefusal('unreachable') }
  const answered = ((await response.json().catch(() => ({}))) ?? {}) as Record<string, unknown>
  if (response.ok) return { ok: true, body: answered }
  const { status } = response
  const reason = findRefusalReason(answered.reason)
  const parameters = (answered.parameters ?? {}) as RefusalParameters
  if (reason !== undefined) return { ok: false, status, reason, why: explainRefusal(reason, parameters) }
  return { ok: false, status, why: sentence(String(answered.desc ?? '')) }
}

/** Makes a sentence of a refusal that has no sign-in reason, such as an invalid element. */
function sentence(text: string): string {
  if (text === '') return explainRefusal('refused')
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
