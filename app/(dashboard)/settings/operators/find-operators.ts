import type { OperatorRow } from '#protocol/dashboard/account.ts'
import { findServices } from '#server/services.ts'

export async function findOperators(): Promise<{ operators: OperatorRow[] }> {
  const listed = (await findServices()?.operators.list()) ?? []
  return {
    operators: listed.map((row) => ({ ...row, createdAt: new Date(row.createdAt).toISOString() })),
  }
}
