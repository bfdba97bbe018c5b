import { notFound } from 'next/navigation'
import type { OwnAccount } from '#protocol/dashboard/account.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import { readOwnAccount } from '#server/core/operators/read-own-account.ts'
import { findServices } from '#server/services.ts'

export async function findOwnAccount(session: OperatorSession): Promise<OwnAccount> {
  const services = findServices()
  if (services === undefined) notFound()
  return readOwnAccount(services.operators, session)
}
