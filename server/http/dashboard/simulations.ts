import { z } from 'zod'
import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import { simulationReqSchema } from '#protocol/dashboard/simulations.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Simulated recipients. They show how a fan-out looks before there are as many real ones. */
export const simulationRoutes = [
  dashboardRoute({
    operation: 'startSimulation',
    body: simulationReqSchema,
    run: ({ services, session, body }) => services.simulations.start(body, { actor: actorOf(session) }),
  }),
  dashboardRoute({
    operation: 'listSimulations',
    run: ({ services }) => services.simulations.list(),
  }),
  dashboardRoute({
    operation: 'removeSimulation',
    path: z.strictObject({ id: rowIdSchema }),
    run: async ({ services, session, path }) => {
      await services.simulations.remove({ tokenId: path.id, actor: actorOf(session) })
      return undefined
    },
  }),
]
