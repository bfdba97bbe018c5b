/** The request, connection or background step that an unexpected error ends, and nothing else (R8). */
export type ErrorPlace =
  /** `name`: method and path. */
  | { kind: 'request'; name: string; requestId: string }
  | { kind: 'socket'; name: 'session' | 'pushSocket' | 'feed' | 'upgrade' }
  | { kind: 'step'; name: string }
  /** An error that no caller caught. */
  | { kind: 'stray'; name: 'uncaughtException' | 'unhandledRejection' }

/** Logs and counts an unexpected error. The caller ends only the failed request, connection or step. */
export type OnUnexpected = (error: unknown, where: ErrorPlace) => void

/** Reasons why the delivery core cannot keep its promises any more. Closed: see `docs/operations.md`. */
export type CoreFailureReason = 'brokenInvariant' | 'corruptDatabase'

/** Ends the process from wherever it is thrown: the delivery core cannot keep its promises any more (R8). */
export class CoreFailure extends Error {
  override readonly name = 'CoreFailure'
  readonly reason: CoreFailureReason

  constructor(reason: CoreFailureReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** By name, since the custom server and Next hold separate copies of this module. */
export function isCoreFailure(error: unknown): error is CoreFailure {
  return error instanceof Error && error.name === 'CoreFailure'
}
