import { readOverview } from '#server/core/overview/read-overview.ts'
import { dashboardRoute } from './dashboard-route.ts'

export const overviewRoutes = [
  dashboardRoute({
    operation: 'readOverview',
    run: async ({ services: { context, startedAt, isDraining, presence } }) => {
      const { onlineAoiClients } = presence
      return await readOverview(context, { startedAt, draining: isDraining(), onlineAoiClients })
    },
  }),
]
