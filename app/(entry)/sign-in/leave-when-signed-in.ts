import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { findServices } from '#server/services.ts'

/** Whoever is signed in needs no sign-in; where there is no operator yet, the way is `/setup`. */
export async function leaveWhenSignedIn(): Promise<void> {
  await connection()
  const operators = findServices()?.operators
  if (operators === undefined) return
  if ((await operators.findSession(await headers())) !== undefined) redirect('/')
  if (!(await operators.exist())) redirect('/setup')
}
