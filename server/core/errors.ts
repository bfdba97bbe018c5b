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

export type AoiErrorDetails = {
  /** Seconds after which to try again, for `tooMany` and `unavailable`. */
  retryAfter?: number
  /** Says more closely what is wrong, from a closed list of its door: pages make their text from it. */
  reason?: string
  /** What the text of `reason` names. */
  parameters?: Readonly<Record<string, string | number>>
}

export class AoiError extends Error {
  override readonly name = 'AoiError'
  readonly code: AoiErrorCode
  /** Seconds after which to try again, for `tooMany` and `unavailable`. */
  readonly retryAfter: number | undefined
  readonly reason: string | undefined
  readonly parameters: Readonly<Record<string, string | number>> | undefined

  /** `message` is the `desc` of the answer: a sentence for a person, without secrets or values that were sent. */
  constructor(code: AoiErrorCode, message: string, details: number | AoiErrorDetails = {}) {
    super(message)
    const { retryAfter, reason, parameters } =
      typeof details === 'number' ? ({ retryAfter: details } as AoiErrorDetails) : details
    this.code = code
    this.retryAfter = retryAfter
    this.reason = reason
    this.parameters = parameters
  }
}

export function isAoiError(error: unknown): error is AoiError {
  return (
    error instanceof Error &&
    error.name === 'AoiError' &&
    AOI_ERROR_CODES.some((code) => code === (error as { code?: unknown }).code)
  )
}
