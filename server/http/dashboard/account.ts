import { z } from 'zod'
import type { OperatorSessionRow } from '#protocol/dashboard/account.ts'
import { toInstant } from '#server/core/instants.ts'
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
        toOwnSessionRow(row, session),
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

/** Returns a session in the form of the wire, for the operator of the session `asking`. */
export function toOwnSessionRow(row: ListedSession, asking: OperatorSession): OperatorSessionRow {
  return { ...toSessionRow(row), own: row.id === asking.sessionId }
}

/** Returns a session in the form of the wire, for someone without a session. */
export function toSessionRow(row: ListedSession): Omit<OperatorSessionRow, 'own'> {
  const { id, createdAt, expiresAt, address, userAgent } = row
  return {
    ...{ id, createdAt: toInstant(createdAt), expiresAt: toInstant(expiresAt) },
    ...(address === undefined ? {} : { address }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
}
