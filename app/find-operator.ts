import { headers } from 'next/headers'
import type { Operator } from '#protocol/dashboard/operators.ts'
import { findServices } from '#server/services.ts'

/** Returns the operator, for the parts of every page that show them; `undefined` if nobody is signed in. */
export async function findOperator(): Promise<Operator | undefined> {
  const session = await findServices()?.operators.findSession(await headers())
  return session?.operator
}
