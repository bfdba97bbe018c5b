import { SendError } from '../sending/send-error.ts'
import type { FailureKind } from './exit-codes.ts'
import { EXIT_CODES } from './exit-codes.ts'

/** Why a command ends without having done its work: a sentence for a person, and the exit code that goes with it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly kind: FailureKind
  /** The code of the server's answer, where there was one. */
  readonly code: string | undefined

  constructor(kind: FailureKind, message: string, code?: string) {
    super(message)
    this.kind = kind
    this.code = code
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind].code
  }
}

/** Maps `error` to a failure. An unexpected error keeps its message and loses its stack. */
export function toCommandFailure(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error
  if (error instanceof SendError) return new CommandFailure(error.kind, error.message, error.code)
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'CLIError') return new CommandFailure('usage', message)
  return new CommandFailure('failed', message)
}
