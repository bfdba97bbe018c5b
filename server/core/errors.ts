import { codeOf } from '#protocol/code-of.ts'

/**
 * All errors that a rule foresees. The list is closed: each door maps every code (`docs/errors.md`). Compare by `code`,
 * never by `instanceof`: the custom server and Next hold separate copies of this module.
 */
export const AOI_ERROR_CODES = [
  'invalid',
  'unauthorized',
  'forbidden',
  'stepUp',
  'notFound',
  'inFlight',
  'exists',
  'tooLarge',
  'keyReused',
  'tooMany',
  'unavailable',
] as const

export type AoiErrorCode = (typeof AOI_ERROR_CODES)[number]

export type AoiErrorDetails = {
  /** Seconds until a retry, for `tooMany` and `unavailable`. */
  retryAfter?: number
  /** A more precise cause from a closed list of the door; pages make their text from it. */
  reason?: string
  /** Values for the text of `reason`. */
  parameters?: Readonly<Record<string, string | number>>
}

export class AoiError extends Error {
  override readonly name = 'AoiError'
  readonly code: AoiErrorCode
  /** Seconds until a retry, for `tooMany` and `unavailable`. */
  readonly retryAfter: number | undefined
  readonly reason: string | undefined
  readonly parameters: Readonly<Record<string, string | number>> | undefined

  /** `message` is the `desc` of the answer: a sentence for a person, without secrets or input values. */
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
    AOI_ERROR_CODES.some((code) => code === codeOf(error))
  )
}
