import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { carryNext, nextPath } from '#components/operators/next-path.ts'
import { findServices } from '#server/services.ts'
import { readTarget } from '../../read-target.ts'

/** An operator who is signed in goes on to the page they want; where there is no operator yet, the way is `/setup`. */
export async function leaveWhenSignedIn(): Promise<void> {
  await connection()
  const operators = findServices()?.operators
  if (operators === undefined) return
  const { search = '' } = (await readTarget()) ?? {}
  if ((await operators.findSession(await headers())) !== undefined) redirect(nextPath(search))
  if (!(await operators.exist())) redirect(carryNext('/setup', search))
}
