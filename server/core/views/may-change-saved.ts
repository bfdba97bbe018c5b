import type { Operator } from '#protocol/dashboard/operators.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'

/** Returns whether the operator may change what was saved: its owner may, and an admin. */
export function mayChangeSaved(
  { id, role }: Operator,
  { ownerId }: { ownerId: string | undefined },
): boolean {
  return ownerId === id || mayDo(role, 'manageOperators')
}
