import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { carryNext, nextPath } from '#components/operators/next-path.ts'
import { findServices } from '#server/services.ts'
import { readTarget } from '../../read-target.ts'

/** Redirects a signed-in operator to the requested page, and every visitor to `/setup` while there is no operator. */
export async function leaveWhenSignedIn(): Promise<void> {
  await connection()
  const operators = findServices()?.operators
  if (operators === undefined) return
  const { search = '' } = (await readTarget()) ?? {}
  const query = new URLSearchParams(search)
  // The identity provider leads back here after a confirmation too, which happens within a session.
  const isConfirmation = query.has('confirmed') || query.has('refused')
  if (!isConfirmation && (await operators.findSession(await headers())) !== undefined)
    redirect(nextPath(search))
  if (!(await operators.exist())) redirect(carryNext('/setup', search))
}
