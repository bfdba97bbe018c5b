import { LightResponse } from './light-response.ts'

type AnswerOptions = { status?: number; headers?: Record<string, string> }

/** No answer of the API may be cached: some show a secret, once, and the others are soon out of date. */
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** Returns a JSON answer, with status 200 by default. */
export function answer(body: object, options: AnswerOptions = {}): Response {
  return new LightResponse(JSON.stringify(body), {
    status: options.status ?? 200,
    headers: options.headers === undefined ? HEADERS : { ...HEADERS, ...options.headers },
  })
}

/** Returns an answer without a body, with status 204. */
export function answerNothing(headers: Record<string, string> = {}): Response {
  return answerEmpty(204, headers)
}

/** Returns an answer without a body: its status and headers say everything. */
export function answerEmpty(status: number, headers: Record<string, string>): Response {
  return new LightResponse(null, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
