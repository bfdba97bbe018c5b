import { z } from 'zod'
import { mailedInvitationSchema, roleChangeSchema } from '#protocol/dashboard/account.ts'
import { toInstant } from '#server/core/instants.ts'
import { inviteByMail } from '#server/core/operators/invite-by-mail.ts'
import { toOwnSessionRow } from './account.ts'
import { dashboardRoute } from './dashboard-route.ts'

const operatorPath = z.strictObject({ id: z.string().min(1).max(64) })

/** The acts of admins on operators. */
export const operatorRoutes = [
  dashboardRoute({
    operation: 'listOperators',
    run: async ({ services }) => ({
      operators: (await services.operators.list()).map((row) => ({
        ...row,
        createdAt: toInstant(row.createdAt),
      })),
    }),
  }),
  dashboardRoute({
    operation: 'inviteOperator',
    body: mailedInvitationSchema,
    run: async ({ services: { operators, operatorMail }, session, body }) => {
      const invited = await inviteByMail({ operators, operatorMail, actor: session.operator, ...body })
      return { ...invited, expiresAt: toInstant(invited.expiresAt) }
    },
  }),
  dashboardRoute({
    operation: 'listInvitations',
    run: async ({ services }) => ({
      invitations: (await services.operators.listInvitations()).map((row) => ({
        ...row,
        createdAt: toInstant(row.createdAt),
        expiresAt: toInstant(row.expiresAt),
      })),
      hasMail: services.operatorMail.isOn,
    }),
  }),
  dashboardRoute({
    operation: 'withdrawInvitation',
    path: operatorPath,
    run: async ({ services, session, path }) => {
      await services.operators.withdrawInvitation({ actor: session.operator, invitationId: path.id })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'changeRole',
    path: operatorPath,
    body: roleChangeSchema,
    run: async ({ services, session, path, body }) => {
      await services.operators.changeRole({ actor: session.operator, operatorId: path.id, role: body.role })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'removeOperator',
    path: operatorPath,
    run: async ({ services, session, path }) => {
      await services.operators.remove({ actor: session.operator, operatorId: path.id })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'listOperatorSessions',
    path: operatorPath,
    run: async ({ services, session, path }) => ({
      sessions: (await services.operators.listSessions(path.id)).map((row) => toOwnSessionRow(row, session)),
    }),
  }),
  dashboardRoute({
    operation: 'endOperatorSessions',
    path: operatorPath,
    run: async ({ services, session, path }) => ({
      ended: await services.operators.endSessions({ actor: session.operator, operatorId: path.id }),
    }),
  }),
]
