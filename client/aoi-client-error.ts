/**
 * `400`, `401`, `503`: the AOI Server's answer, with its `desc`. `closed`: the AOI Client is closed.
 * `timeout`: no answer in the time given. `storage`: the state cannot be read or written, or is in use elsewhere.
 */
export type AoiClientErrorCode = '400' | '401' | '503' | 'closed' | 'timeout' | 'storage'

/** The error that the library rejects with. Compare by `code`; `message` is for a person. */
export class AoiClientError extends Error {
  override readonly name = 'AoiClientError'
  readonly code: AoiClientErrorCode

  constructor(code: AoiClientErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Returns whether the error is an `AoiClientError`, also one of another copy of this module. */
export function isAoiClientError(error: unknown): error is AoiClientError {
  return error instanceof Error && error.name === 'AoiClientError' && 'code' in error
}
