/** The one request, connection or turn of a background step that an unexpected error ends (R8). */
export type ErrorPlace =
  /** `name`: method and path. */
  | { kind: 'request'; name: string; requestId: string }
  | { kind: 'socket'; name: 'session' | 'pushSocket' | 'feed' | 'upgrade' }
  | { kind: 'step'; name: string }
  /** Caught by nobody on its way up. */
  | { kind: 'stray'; name: 'uncaughtException' | 'unhandledRejection' }

/** Logs and counts an error that no rule expects. Its caller ends what failed, and nothing else. */
export type OnUnexpected = (error: unknown, where: ErrorPlace) => void

/** Why the delivery core cannot keep its promises any more. Closed: see `docs/operations.md`. */
export type CoreFailureReason = 'brokenInvariant' | 'corruptDatabase'

/** Ends the process wherever it is thrown: the delivery core cannot keep its promises any more (R8). */
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
