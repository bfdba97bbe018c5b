import type { OperatorSession } from '#server/core/operators/operators.ts'

/** The operator as the audit names them. */
export function actorOf({ operator }: OperatorSession): string {
  return operator.email
}
