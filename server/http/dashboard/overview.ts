import { statisticsQuerySchema } from '#protocol/dashboard/statistics.ts'
import { readOverview } from '#server/core/overview/read-overview.ts'
import { readStatistics } from '#server/core/statistics/read-statistics.ts'
import { readProcessStatus } from '#server/ops/process-status.ts'
import { dashboardRoute } from './dashboard-route.ts'

export const overviewRoutes = [
  dashboardRoute({
    operation: 'readOverview',
    run: async ({ services }) => readOverview(services.context, await readProcessStatus(services)),
  }),
  dashboardRoute({
    operation: 'readStatistics',
    query: statisticsQuerySchema,
    run: ({ services, query }) => readStatistics(services.context, query),
  }),
]
