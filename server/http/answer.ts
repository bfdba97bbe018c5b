import { LightResponse } from './light-response.ts'

type AnswerOptions = { status?: number; headers?: Record<string, string> }

/** Nothing that the API answers is for caches: secrets are shown once, and the rest changes by the second. */
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** A JSON answer; status 200 unless told otherwise. */
export function answer(body: object, options: AnswerOptions = {}): Response {
  return new LightResponse(JSON.stringify(body), {
    status: options.status ?? 200,
    headers: options.headers === undefined ? HEADERS : { ...HEADERS, ...options.headers },
  })
}

/** An answer without a body (204). */
export function answerNothing(headers: Record<string, string> = {}): Response {
  return answerEmpty(204, headers)
}

/** An answer that its status and headers say all of. */
export function answerEmpty(status: number, headers: Record<string, string>): Response {
  return new LightResponse(null, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
