/**
 * `refused`: the AOI Server refused, and another attempt will not help. `unreachable`: the server cannot be reached or
 * is busy. `failed`: any other reason.
 */
export type SendErrorKind = 'refused' | 'unreachable' | 'failed'

/** The error that sending rejects with. Compare by `kind` and `code`; `message` is for a person. */
export class SendError extends Error {
  override readonly name = 'SendError'
  readonly kind: SendErrorKind
  /** The status of the server's answer, such as `403`, where there was one. */
  readonly code: string | undefined

  constructor(kind: SendErrorKind, message: string, code?: string) {
    super(message)
    this.kind = kind
    this.code = code
  }
}
