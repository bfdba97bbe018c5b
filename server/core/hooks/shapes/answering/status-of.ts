import type { AoiError, AoiErrorCode } from '../../../errors.ts'

const STATUS: Record<AoiErrorCode, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  stepUp: 403,
  notFound: 404,
  inFlight: 409,
  exists: 409,
  tooLarge: 413,
  keyReused: 422,
  tooMany: 429,
  unavailable: 503,
}

/** Returns the HTTP status of an error. */
export function statusOf({ code }: AoiError): number {
  return STATUS[code]
}

/** Returns the header `Retry-After` for errors that a later request may not meet. */
export function retryHeaders({ code, retryAfter }: AoiError): { headers?: Record<string, string> } {
  const seconds = retryAfter ?? (code === 'tooMany' || code === 'unavailable' ? 1 : undefined)
  return seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }
}
