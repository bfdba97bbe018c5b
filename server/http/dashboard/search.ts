import { searchReqSchema } from '#protocol/dashboard/search.ts'
import { searchAll } from '#server/core/search/search-all.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** The search over everything that the operator may open. */
export const searchRoutes = [
  dashboardRoute({
    operation: 'search',
    body: searchReqSchema,
    run: ({ services: { context, operators }, session, body }) =>
      searchAll(context, { text: body.text, role: session.operator.role, operators }),
  }),
]
