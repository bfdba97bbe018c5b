import { z } from 'zod'
import { aoiClientIdSchema } from '#protocol'
import { flightQuerySchema } from '#protocol/dashboard/flight.ts'
import { readFlight } from '#server/core/flight/read-flight.ts'
import { dashboardRoute } from './dashboard-route.ts'

export const flightRoutes = [
  dashboardRoute({
    operation: 'readFlight',
    path: z.strictObject({ id: aoiClientIdSchema }),
    query: flightQuerySchema,
    run: ({ services: { context, presence }, path, query: { window = 'hour' } }) =>
      readFlight(context, { aoiClientId: path.id, window, presence }),
  }),
]
