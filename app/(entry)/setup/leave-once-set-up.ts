import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { findServices } from '#server/services.ts'

/** Leaves the page as soon as there is an operator. */
export async function leaveOnceSetUp(): Promise<void> {
  await connection()
  const operators = findServices()?.operators
  if (operators === undefined || (await operators.exist())) notFound()
}
