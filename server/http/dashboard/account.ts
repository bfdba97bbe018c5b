import { z } from 'zod'
import type { OperatorSessionRow } from '#protocol/dashboard/account.ts'
import type { ListedSession, OperatorSession } from '#server/core/operators/operators.ts'
import { readOwnAccount } from '#server/core/operators/read-own-account.ts'
import { dashboardRoute } from './dashboard-route.ts'

const sessionPath = z.strictObject({ id: z.string().min(1).max(64) })

/** The operator's own account and sessions. */
export const accountRoutes = [
  dashboardRoute({
    operation: 'readOwnAccount',
    run: ({ services, session }) => readOwnAccount(services.operators, session),
  }),
  dashboardRoute({
    operation: 'listOwnSessions',
    run: async ({ services, session }) => ({
      sessions: (await services.operators.listSessions(session.operator.id)).map((row) =>
        toSessionRow(row, session),
      ),
    }),
  }),
  dashboardRoute({
    operation: 'revokeOwnSession',
    path: sessionPath,
    run: async ({ services, session, path }) => {
      const { operator } = session
      const act = { actor: operator, operatorId: operator.id, sessionId: path.id }
      return { ended: await services.operators.endSessions(act) }
    },
  }),
]

/** Returns a session in the form of the wire. `asking` is the caller's own session. */
export function toSessionRow(row: ListedSession, asking?: OperatorSession): OperatorSessionRow {
  const { id, createdAt, expiresAt, address, userAgent } = row
  return {
    ...{ id, own: id === asking?.sessionId },
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    ...(address === undefined ? {} : { address }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
}
