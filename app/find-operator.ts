import { headers } from 'next/headers'
import type { Operator } from '#protocol/dashboard/operators.ts'
import { findServices } from '#server/services.ts'

/** Who asks, for what every page shows of them; `undefined` when nobody is signed in. */
export async function findOperator(): Promise<Operator | undefined> {
  const session = await findServices()?.operators.findSession(await headers())
  return session?.operator
}
