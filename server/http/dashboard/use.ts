import { useQuerySchema } from '#protocol/dashboard/use.ts'
import { readUse } from '#server/core/dashboard/read-use.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Who fills the disk, and who is refused by limits. */
export const useRoutes = [
  dashboardRoute({
    operation: 'readUse',
    query: useQuerySchema,
    run: ({ services: { context }, query }) => readUse(context, query),
  }),
]
