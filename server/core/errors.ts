/**
 * Everything that can go wrong by rule. Closed: each door maps every code (`docs/errors.md`).
 * Compare by `code`, never by `instanceof`: the custom server and Next hold separate copies of this module.
 */
export const AOI_ERROR_CODES = [
  'invalid',
  'unauthorized',
  'forbidden',
  'stepUp',
  'notFound',
  'inFlight',
  'tooLarge',
  'keyReused',
  'tooMany',
  'unavailable',
] as const

export type AoiErrorCode = (typeof AOI_ERROR_CODES)[number]

export class AoiError extends Error {
  override readonly name = 'AoiError'
  readonly code: AoiErrorCode
  /** Seconds after which to try again, for `tooMany` and `unavailable`. */
  readonly retryAfter: number | undefined

  /** `message` is the `desc` of the answer: a sentence for a person, without secrets or values that were sent. */
  constructor(code: AoiErrorCode, message: string, retryAfter?: number) {
    super(message)
    this.code = code
    this.retryAfter = retryAfter
  }
}

export function isAoiError(error: unknown): error is AoiError {
  return (
    error instanceof Error &&
    error.name === 'AoiError' &&
    AOI_ERROR_CODES.some((code) => code === (error as { code?: unknown }).code)
  )
}
