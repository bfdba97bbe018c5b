import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import { PROVIDER_ID } from './admission.ts'

type Linked = { accounts: { providerId: string }[] }

/**
 * Returns whether an operator may sign in without the identity provider, although it is required. These are the admins
 * with a password who are not linked to the provider or, if there is none, all admins with a password. So the server
 * can always be reached while the provider is away.
 */
export async function isLocalAdmin(
  { operator }: Pick<OperatorTables, 'operator'>,
  operatorId: string,
): Promise<boolean> {
  const admins = await operator.findMany<Linked>({
    ...{ where: { role: 'admin' }, include: { accounts: { select: { providerId: true } } } },
  })
  const has = ({ accounts }: Linked, name: string) => accounts.some(({ providerId }) => providerId === name)
  const withPassword = admins.filter((admin) => has(admin, 'credential'))
  const local = withPassword.filter((admin) => !has(admin, PROVIDER_ID))
  return (local.length > 0 ? local : withPassword).some(({ id }) => id === operatorId)
}
