import type { OperatorSession } from '#server/core/operators/operators.ts'

/** Returns the name of the operator in the audit. */
export function actorOf({ operator }: OperatorSession): string {
  return operator.email
}
