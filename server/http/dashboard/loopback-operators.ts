import type { Operators } from '#server/core/operators.ts'
import { isLoopback } from '../loopback.ts'

/** Until operators can sign in: whoever is on this machine is an admin, and nobody else is anything. */
export const loopbackOperators: Operators = {
  findSession: async ({ headers, addresses }) => {
    if (!isLoopback({ addresses, host: headers.get('host') ?? undefined })) return undefined
    const operator = { id: 'local-admin', name: 'local-admin', email: '', role: 'admin' } as const
    return { sessionId: 'loopback', operator, confirmedAt: Number.POSITIVE_INFINITY }
  },
}
