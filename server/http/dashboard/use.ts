import { useQuerySchema } from '#protocol/dashboard/use.ts'
import { readUse } from '#server/core/dashboard/read-use.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Parties that fill the disk, and those that limits refuse. */
export const useRoutes = [
  dashboardRoute({
    operation: 'readUse',
    query: useQuerySchema,
    run: ({ services: { context }, query }) => readUse(context, query),
  }),
]
