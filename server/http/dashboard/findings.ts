import { findingPathSchema, muteReqSchema } from '#protocol/dashboard/findings.ts'
import { findingsQuerySchema } from '#protocol/dashboard/lists/findings.ts'
import { acknowledgeFinding, muteFinding, unmuteFinding } from '#server/core/findings/change-finding.ts'
import { listFindings } from '#server/core/findings/list-findings.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Findings, and the acts of operators on them. */
export const findingRoutes = [
  dashboardRoute({
    operation: 'listFindings',
    query: findingsQuerySchema,
    run: ({ services, query }) => listFindings(services.context, query),
  }),
  dashboardRoute({
    operation: 'acknowledgeFinding',
    path: findingPathSchema,
    run: async ({ services, session, path }) => {
      await acknowledgeFinding(services.context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'muteFinding',
    path: findingPathSchema,
    body: muteReqSchema,
    run: async ({ services, session, path, body }) => {
      await muteFinding(services.context, { actor: actorOf(session), ...path, ...body })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'unmuteFinding',
    path: findingPathSchema,
    run: async ({ services, session, path }) => {
      await unmuteFinding(services.context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
]
