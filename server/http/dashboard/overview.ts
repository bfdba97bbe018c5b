import { readOverview } from '#server/core/overview/read-overview.ts'
import { readProcessStatus } from '#server/ops/process-status.ts'
import { dashboardRoute } from './dashboard-route.ts'

export const overviewRoutes = [
  dashboardRoute({
    operation: 'readOverview',
    run: async ({ services }) => readOverview(services.context, await readProcessStatus(services)),
  }),
]
